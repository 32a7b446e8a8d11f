using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using ScaleApp.Api.Accounts;
using ScaleApp.Api.Limits;
using ScaleApp.Api.Replicas;
using ScaleApp.Data.Rooms;
using ScaleApp.Redis;
using ScaleApp.Redis.SignalR;

namespace ScaleApp.Api.Rooms;

/// <summary>What clients do in rooms. What they are sent is written in <c>docs/rooms.md</c>.</summary>
internal sealed class RoomsHub(RoomDirectory directory, ILogFeeds<RoomsHub> feeds, IMessageLog log, IPresence presence, RoomPeople people,
    INamedLimits limits, Replica replica, IOptions<RoomOptions> options, TimeProvider time) : Hub
{
    private const string MessagesPolicy = "room-messages";
    private const int LongestMessageId = 64;

    private static readonly TimeSpan TypingPause = TimeSpan.FromSeconds(1);

    private CancellationToken Gone => Context.ConnectionAborted;

    private RoomVisits Visits => RoomVisits.Of(Context);

    /// <summary>Enters a room, and gets what was missed since the position: the last message that the client has.</summary>
    public async Task<RoomJoined> Join(string room, string? epoch, long offset)
    {
        var name = Parse(room);
        if (!Visits.Contains(room) && Visits.Count >= options.Value.MaxRooms)
        {
            throw new HubException($"A connection can be in {options.Value.MaxRooms} rooms at a time.");
        }

        var title = await directory.FindTitleAsync(name, Context.User!, Gone) ?? throw NoSuchRoom();
        await directory.JoinAsync(name, Context.User!.CustomerId(), Gone);
        await feeds.FollowAsync(Context.ConnectionId, room, epoch is { Length: > 0 and < 40 } ? new LogPosition(epoch, offset) : null, Gone);
        await Groups.AddToGroupAsync(Context.ConnectionId, room, Gone);
        Visits.Add(room);
        presence.Enter(room, Context.ConnectionId, Me());
        people.Show(room);

        return new RoomJoined(room, title, replica.Name);
    }

    /// <summary>Goes out of a room, and stays a member: what comes is unread.</summary>
    public async Task Leave(string room)
    {
        if (Visits.Remove(room))
        {
            presence.Leave(room, Context.ConnectionId);
            await feeds.UnfollowAsync(Context.ConnectionId, room);
            await Groups.RemoveFromGroupAsync(Context.ConnectionId, room, Gone);
        }
    }

    /// <summary>
    /// Sends a message. Null when it is not known whether it was kept, because Redis is away. Who gets null or no answer sends it
    /// again with the same id, and it is there once.
    /// </summary>
    public async Task<RoomMessageSent?> Send(string room, string id, string text)
    {
        RequireVisit(room);
        if (id is not { Length: > 0 and <= LongestMessageId })
        {
            throw new HubException($"A message needs an id of 1 to {LongestMessageId} characters.");
        }

        if (string.IsNullOrWhiteSpace(text) || text.Length > options.Value.MaxTextLength)
        {
            throw new HubException($"A message has 1 to {options.Value.MaxTextLength} characters.");
        }

        var author = Me();
        using var permit = await limits.AcquireAsync(MessagesPolicy, $"customer:{author.Id}", cost: 1, Gone);
        if (!permit.IsAcquired)
        {
            throw new HubException($"Too many messages. Try again in {Math.Ceiling(permit.RetryAfter.TotalSeconds):0} s.");
        }

        var content = JsonSerializer.SerializeToUtf8Bytes(
            new StoredMessage(id, Context.User!.CustomerId(), author.Name, text), RoomJson.Default.StoredMessage);
        try
        {
            // Another customer's ids are other ids.
            var sent = await log.AppendAsync(room, $"{author.Id}:{id}", content, feeds.Seen(room), Gone);
            return new RoomMessageSent(sent.Position.Epoch, sent.Position.Offset, sent.At);
        }
        catch (RedisUnavailableException)
        {
            return null;
        }
    }

    /// <summary>The messages before an offset.</summary>
    public async Task<RoomHistory> History(string room, long before)
    {
        RequireVisit(room);
        var page = await log.ReadBeforeAsync(room, Math.Max(before, 1), options.Value.HistoryPage, Gone);
        return new RoomHistory(page.Head.Epoch, RoomMessage.From(page.Entries), page.Entries is not [var oldest, ..] || oldest.Offset <= page.First);
    }

    /// <summary>Notes how far the customer has read.</summary>
    public Task Read(string room, string epoch, long offset)
    {
        RequireVisit(room);
        return epoch is { Length: > 0 and <= 20 } && offset >= 0
            ? directory.MarkReadAsync(Parse(room), Context.User!.CustomerId(), new LogPosition(epoch, offset), Gone)
            : throw new HubException("That is no position.");
    }

    /// <summary>Shows the others that the customer is writing; more often than once a second is ignored.</summary>
    public Task Typing(string room)
    {
        RequireVisit(room);
        return Visits.MayType(time, TypingPause)
            ? Clients.OthersInGroup(room).SendAsync("typing", room, Me().Name, Gone)
            : Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        foreach (var room in Visits.Rooms)
        {
            presence.Leave(room, Context.ConnectionId);
        }

        return Task.CompletedTask;
    }

    private Person Me() => new(CustomerPrincipal.OwnerOf(Context.User!.CustomerId()), Context.User!.FindFirst(CustomerPrincipal.NameClaim)?.Value ?? "");

    private void RequireVisit(string room)
    {
        if (!Visits.Contains(room))
        {
            throw new HubException("Join the room first.");
        }
    }

    private static RoomName Parse(string? room) => RoomName.TryParse(room, out var name) ? name : throw NoSuchRoom();

    // The same for a room that is not there and for one that is not this customer's.
    private static HubException NoSuchRoom() => new("There is no such room.");
}
