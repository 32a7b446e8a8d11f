using System.Text.Json;
using System.Text.Json.Serialization;
using ScaleApp.Redis.SignalR;

namespace ScaleApp.Api.Rooms;

/// <summary>A message in a room, as clients get it.</summary>
/// <param name="Offset">Its place in the room.</param>
/// <param name="At">When it was sent, by the clock that all replicas share.</param>
/// <param name="Id">What its sender called it.</param>
/// <param name="AuthorId">The customer who sent it.</param>
/// <param name="Author">What that customer was called then.</param>
/// <param name="Text">What it says.</param>
public sealed record RoomMessage(long Offset, DateTimeOffset At, string Id, int AuthorId, string Author, string Text)
{
    internal static RoomMessage From(LogEntry entry)
    {
        var stored = JsonSerializer.Deserialize(entry.Content.Span, RoomJson.Default.StoredMessage)!;
        return new RoomMessage(entry.Offset, entry.At, stored.Id, stored.AuthorId, stored.Author, stored.Text);
    }

    internal static RoomMessage[] From(IReadOnlyList<LogEntry> entries) => [.. entries.Select(From)];
}

/// <summary>A message as it is kept in the room's log.</summary>
internal sealed record StoredMessage(string Id, int AuthorId, string Author, string Text);

[JsonSerializable(typeof(StoredMessage))]
internal sealed partial class RoomJson : JsonSerializerContext;
