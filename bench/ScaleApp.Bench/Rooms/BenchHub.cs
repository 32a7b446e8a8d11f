using Microsoft.AspNetCore.SignalR;
using ScaleApp.Api.Rooms;
using ScaleApp.Data.Rooms;

namespace ScaleApp.Bench.Rooms;

/// <summary>What <c>bench/peers/server.js</c> does with rooms, and the same with the shop's log behind it.</summary>
internal sealed class BenchHub(RoomLog log) : Hub
{
    public Task Join(string room) => Groups.AddToGroupAsync(Context.ConnectionId, room);

    public Task Message(string room, string text) => Clients.Group(room).SendAsync("message", text);

    public async Task<RoomEntries> Follow(string room)
    {
        await Groups.AddToGroupAsync(Context.ConnectionId, room);
        return await log.SinceAsync(room, since: null, Context.ConnectionAborted);
    }

    public async Task Append(string room, string id, string text)
    {
        var (entry, _) = await log.AppendAsync(room, DraftOf(id, text), Context.ConnectionAborted);
        await AnnounceAsync(room, entry);
    }

    /// <summary>What <see cref="Append"/> sends, without the log.</summary>
    public Task Announce(string room, string id, string text) => AnnounceAsync(room, new RoomEntry(RoomPosition.Beginning, RoomPosition.Beginning, DraftOf(id, text)));

    /// <summary>Lets go of what is not needed, so that what is left can be measured.</summary>
    public void Settle()
    {
        Context.ConnectionAborted.ThrowIfCancellationRequested();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
    }

    private static RoomDraft DraftOf(string id, string text) => new(id, 1, "bench", text);

    private Task AnnounceAsync(string room, RoomEntry entry) =>
        Clients.Group(room).SendAsync("entries", room, $"{entry.Previous}", new[] { entry.ToMessage() });
}
