using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace ScaleApp.Api.Rooms;

/// <summary>Keeps the leases of the people on this replica, and shows clients who is in their rooms: <c>people(room, count, names)</c>.</summary>
/// <remarks>
/// Changes are collected for a moment, so that a thousand joins are a few broadcasts. The replica where something changed sends to the whole room.
/// Each heartbeat compares, so a lost broadcast and the end of a dead replica's leases are made up for: each replica sends to its own clients.
/// </remarks>
internal sealed partial class RoomPresenceNotifier(RoomConnections connections, RoomPresence presence, IHubContext<RoomsHub> hub,
    IOptions<RoomOptions> options, TimeProvider time, ILogger<RoomPresenceNotifier> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, bool> _changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Person[]> _leased = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<Person>> _sent = new(StringComparer.Ordinal);
    private bool _hasFailed;

    /// <summary>Sends everybody in the room who is there, within a moment.</summary>
    public void Notify(string room) => _changed[room] = true;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Array.ForEach([.. _leased.Keys], Notify);
        await TryUpdateAsync([.. _leased.Keys], _ => [], cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        var beatAt = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var isBeat = time.GetElapsedTime(beatAt) >= Heartbeat;
            if (isBeat || (!_changed.IsEmpty && !_hasFailed))
            {
                var byRoom = connections.ByRoom();
                string[] rooms = isBeat ? [.. byRoom.Select(room => room.Key).Union(_leased.Keys)] : [.. _changed.Keys];
                beatAt = isBeat ? time.GetTimestamp() : beatAt;
                await TryUpdateAsync(rooms, room => byRoom[room], stoppingToken);
            }
        }
    }

    private async Task TryUpdateAsync(string[] rooms, Func<string, IEnumerable<HubCallerContext>> connectionsIn, CancellationToken ct)
    {
        try
        {
            foreach (var room in rooms)
            {
                await UpdateAsync(room, [.. connectionsIn(room)], ct);
            }

            _hasFailed = false;
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            // Tried again by the next heartbeat, whatever it was: an exception here would end the replica.
            if (!_hasFailed)
            {
                LogNotSent(error.Message);
            }

            _hasFailed = true;
        }
    }

    private async Task UpdateAsync(string room, HubCallerContext[] members, CancellationToken ct)
    {
        Person[] here = [.. members.Select(member => PersonOf(member.User!)).Distinct()];
        var left = _leased.GetValueOrDefault(room, []).Except(here).ToArray();
        var isChanged = _changed.TryRemove(room, out _);
        try
        {
            var people = await presence.RenewAsync(room, here, left, ct);
            await SendAsync(room, isChanged, people, members, ct);
            Remember(room, here, people);
        }
        catch when (isChanged)
        {
            Notify(room);
            throw;
        }
    }

    private Task SendAsync(string room, bool isChanged, IReadOnlyList<Person> people, HubCallerContext[] members, CancellationToken ct)
    {
        var names = people.Take(options.Value.NamedPeople).Select(person => person.Name).ToArray();
        if (isChanged)
        {
            return hub.Clients.Group(room).SendAsync("people", room, people.Count, names, ct);
        }

        // A client of this replica is reached without Redis, each by itself.
        return people.SequenceEqual(_sent.GetValueOrDefault(room, []))
            ? Task.CompletedTask
            : Task.WhenAll(members.Select(member => hub.Clients.Client(member.ConnectionId).SendAsync("people", room, people.Count, names, ct)));
    }

    private void Remember(string room, Person[] here, IReadOnlyList<Person> people)
    {
        if (here is [])
        {
            _leased.Remove(room);
            _sent.Remove(room);
        }
        else
        {
            _leased[room] = here;
            _sent[room] = people;
        }
    }

    private static Person PersonOf(ClaimsPrincipal user) =>
        new(user.CustomerId(), user.FindFirst(CustomerPrincipal.NameClaim)?.Value ?? "");

    [LoggerMessage(6400, LogLevel.Warning, "The members present in rooms could not be published, retrying every few seconds: {Reason}")]
    private partial void LogNotSent(string reason);
}
