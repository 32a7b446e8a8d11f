using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.SignalR;
using ScaleApp.Redis.SignalR;

namespace ScaleApp.Bench.Rooms;

/// <summary>What <c>bench/peers/server.js</c> does with rooms, and the same with a log behind it.</summary>
internal sealed class BenchHub(ILogFeeds<BenchHub> feeds, IMessageLog log) : Hub
{
    public Task Join(string room) => Groups.AddToGroupAsync(Context.ConnectionId, room);

    public Task Message(string room, string text) => Clients.Group(room).SendAsync("message", text);

    public Task Follow(string room) => feeds.FollowAsync(Context.ConnectionId, room, since: null, Context.ConnectionAborted);

    public Task Append(string room, string id, string text) =>
        log.AppendAsync(room, id, Encoding.UTF8.GetBytes(text), feeds.Seen(room), Context.ConnectionAborted);

    /// <summary>Lets go of what is not needed, so that what is left can be measured.</summary>
    public void Settle()
    {
        Context.ConnectionAborted.ThrowIfCancellationRequested();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
    }

    public static object Present(IReadOnlyList<LogEntry> entries) =>
        entries.Select(entry => new Item(entry.Offset, Encoding.UTF8.GetString(entry.Content.Span))).ToArray();
}

/// <summary>An entry as clients get it.</summary>
internal sealed record Item(long Offset, string Text);

[JsonSerializable(typeof(RoomsFigures))]
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
internal sealed partial class RoomsJson : JsonSerializerContext;

/// <summary>What the clients of one run saw; <c>rooms.js</c> prints the same.</summary>
internal sealed record RoomsFigures(int Clients, int Messages, double DeliveredPerSecond, double P50Ms, double P99Ms);
