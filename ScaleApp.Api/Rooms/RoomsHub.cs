using Microsoft.AspNetCore.SignalR;
using ScaleApp.Api.Replicas;
using ScaleApp.Data.Rooms;

namespace ScaleApp.Api.Rooms;

/// <summary>The calls of clients in rooms. <c>docs/rooms.md</c> lists them, and what clients are called with.</summary>
internal sealed partial class RoomsHub(RoomDirectory directory, RoomLog log, RoomConnections connections,
    RoomPresenceNotifier presence, SharedLimits limits, Replica replica, IOptions<RoomOptions> options, TimeProvider time, ILogger<RoomsHub> logger) : Hub
{
    private const string MessagesPolicy = "room-messages";
    private const int LongestMessageId = 64;

    private static readonly TimeSpan TypingPause = TimeSpan.FromSeconds(1);

    private CancellationToken ConnectionAborted => Context.ConnectionAborted;

    private JoinedRooms Joined => JoinedRooms.Of(Context);

    private int CustomerId => Context.User!.CustomerId();

    private string CustomerName => Context.User!.FindFirst(CustomerPrincipal.NameClaim)?.Value ?? "";

    /// <summary>Enters a room, and returns what was missed since a position: the last message that the client has, or null.</summary>
    public async Task<RoomJoined> Join(string room, string? since)
    {
        var name = Parse(room);
        var position = ParseSince(since);
        if (!Joined.Contains(room) && Joined.All.Count >= options.Value.MaxRooms)
        {
            throw new HubException($"A connection can be in {options.Value.MaxRooms} rooms at a time.");
        }

        var title = await directory.FindTitleAsync(name, Context.User!, ConnectionAborted) ?? throw NoSuchRoom();
        await directory.JoinAsync(name, CustomerId, ConnectionAborted);

        // Subscribe first, then read: what is said in between comes twice, and its position shows that.
        await Groups.AddToGroupAsync(Context.ConnectionId, room, ConnectionAborted);
        var missed = await log.SinceAsync(room, position, ConnectionAborted);
        Joined.Add(room);
        presence.Notify(room);

        return new RoomJoined(room, title, replica.Name, missed);
    }

    /// <summary>Leaves a room. The customer stays a member: what is said there is unread.</summary>
    public async Task Leave(string room)
    {
        if (Joined.Remove(room))
        {
            presence.Notify(room);
            await Groups.RemoveFromGroupAsync(Context.ConnectionId, room, ConnectionAborted);
        }
    }

    /// <summary>Returns what follows a position, for a client that sees a gap.</summary>
    public Task<RoomEntries> Since(string room, string? since)
    {
        RequireJoined(room);
        return log.SinceAsync(room, ParseSince(since), ConnectionAborted);
    }

    /// <summary>
    /// Sends a message. Null when it is not known whether it was stored, because Redis is unavailable: the client sends it again with the
    /// same id, and it is there once.
    /// </summary>
    public async Task<RoomMessageSent?> Send(string room, string id, string text)
    {
        RequireJoined(room);
        RequireValid(id, text);
        using var permit = await limits.AcquireAsync(MessagesPolicy, $"customer:{CustomerPrincipal.OwnerOf(CustomerId)}", cost: 1, ConnectionAborted);
        if (!permit.IsAcquired)
        {
            throw new HubException($"Too many messages. Try again in {Math.Ceiling(permit.RetryAfter.TotalSeconds):0} s.");
        }

        try
        {
            // Not cancelled: what is stored is announced, although its author is gone.
            var (entry, isNew) = await log.AppendAsync(room, new RoomDraft(id, CustomerId, CustomerName, text), CancellationToken.None);
            await TryAnnounceAsync(room, entry, isNew);
            return new RoomMessageSent($"{entry.Position}", entry.Position.At);
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            LogNotKnown(room, error.Message);
            return null;
        }
    }

    public Task<RoomHistory> History(string room, string before)
    {
        RequireJoined(room);
        return log.BeforeAsync(room, ParsePosition(before), ConnectionAborted);
    }

    public Task Read(string room, string position)
    {
        RequireJoined(room);
        return directory.MarkReadAsync(Parse(room), CustomerId, ParsePosition(position), ConnectionAborted);
    }

    /// <summary>Shows the others that the customer is writing; calls within a second of the last one are ignored.</summary>
    public Task Typing(string room)
    {
        RequireJoined(room);
        return Joined.MayType(time, TypingPause)
            ? Clients.OthersInGroup(room).SendAsync("typing", room, CustomerName, ConnectionAborted)
            : Task.CompletedTask;
    }

    public override Task OnConnectedAsync()
    {
        // Before other threads find the connection in the list.
        JoinedRooms.AddTo(Context);
        connections.Add(Context);
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(Context);
        foreach (var room in Joined.All)
        {
            presence.Notify(room);
        }

        return Task.CompletedTask;
    }

    /// <summary>Sends it to the room. The message is stored, so its readers have it at the latest when they are sent the room's head.</summary>
    private async Task TryAnnounceAsync(string room, RoomEntry entry, bool isNew)
    {
        try
        {
            // The first attempt may have ended between the two, and the text of this one may be another: its readers ask.
            await (isNew
                ? Clients.Group(room).SendAsync("entries", room, $"{entry.Previous}", new[] { entry.ToMessage() }, CancellationToken.None)
                : Clients.Group(room).SendAsync("head", room, $"{entry.Position}", CancellationToken.None));
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            LogNotAnnounced(room, error.Message);
        }
    }

    private void RequireValid(string id, string text)
    {
        if (id is not { Length: > 0 and <= LongestMessageId })
        {
            throw new HubException($"A message needs an id of 1 to {LongestMessageId} characters.");
        }

        if (string.IsNullOrWhiteSpace(text) || text.Length > options.Value.MaxTextLength)
        {
            throw new HubException($"A message has 1 to {options.Value.MaxTextLength} characters.");
        }
    }

    private void RequireJoined(string room)
    {
        if (!Joined.Contains(room))
        {
            throw new HubException("Join the room first.");
        }
    }

    private static RoomPosition? ParseSince(string? since) => string.IsNullOrEmpty(since) ? null : ParsePosition(since);

    private static RoomPosition ParsePosition(string? text) =>
        RoomPosition.TryParse(text, out var position) ? position : throw new HubException("The position is not valid.");

    private static RoomName Parse(string? room) => RoomName.TryParse(room, out var name) ? name : throw NoSuchRoom();

    // The same for a room that does not exist and for one that is not this customer's.
    private static HubException NoSuchRoom() => new("The room does not exist.");

    [LoggerMessage(6405, LogLevel.Warning, "It is not known whether a message of {Room} was stored; its author sends it again: {Reason}")]
    private partial void LogNotKnown(string room, string reason);

    [LoggerMessage(6406, LogLevel.Warning, "A message of {Room} is stored, but could not be announced; clients learn of it from the room's head: {Reason}")]
    private partial void LogNotAnnounced(string room, string reason);
}
