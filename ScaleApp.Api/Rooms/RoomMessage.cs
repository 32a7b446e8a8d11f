using ScaleApp.Data.Rooms;
using StackExchange.Redis;

namespace ScaleApp.Api.Rooms;

/// <summary>A message in a room, as clients receive it.</summary>
public sealed record RoomMessage(string Position, DateTimeOffset At, string Id, int AuthorId, string Author, string Text);

internal sealed record RoomDraft(string Id, int AuthorId, string Author, string Text);

/// <summary>A message in the room's log.</summary>
internal sealed record RoomEntry(RoomPosition Previous, RoomPosition Position, RoomDraft Draft)
{
    private const string PreviousField = "prev", IdField = "id", AuthorIdField = "author", AuthorField = "name", TextField = "text";

    /// <summary>The fields of a draft in the stream; the script adds the position before.</summary>
    public static RedisValue[] FieldsOf(RoomDraft draft) =>
        [IdField, draft.Id, AuthorIdField, draft.AuthorId, AuthorField, draft.Author, TextField, draft.Text];

    public static RoomEntry Read(StreamEntry entry) => new(
        PositionOf(entry[PreviousField]), PositionOf(entry.Id),
        new RoomDraft(entry[IdField]!, (int)entry[AuthorIdField], entry[AuthorField]!, entry[TextField]!));

    public static RoomPosition PositionOf(string? id) => RoomPosition.TryParse(id, out var position)
        ? position
        : throw new InvalidDataException($"The log of a room contains '{id}' instead of a position.");

    public RoomMessage ToMessage() => new($"{Position}", Position.At, Draft.Id, Draft.AuthorId, Draft.Author, Draft.Text);
}

/// <summary>The answer to a client that has entered a room.</summary>
public sealed record RoomJoined(string Room, string Title, string Replica, RoomEntries Missed);

/// <summary>Messages that follow each other without a gap.</summary>
/// <param name="Previous">The position before the first of them.</param>
/// <param name="Messages">The messages, oldest first.</param>
/// <param name="IsReset">
/// True when they do not follow the position that the client named, because it is older than the log, or the log began anew. The client
/// drops what it has and goes on from these.
/// </param>
/// <param name="HasMore">Whether more messages follow than fit into one answer.</param>
public sealed record RoomEntries(string Previous, IReadOnlyList<RoomMessage> Messages, bool IsReset, bool HasMore);

/// <summary>The acknowledgement of a message: it is stored, and reaches every member.</summary>
public sealed record RoomMessageSent(string Position, DateTimeOffset At);

/// <summary>A page of a room's history.</summary>
public sealed record RoomHistory(IReadOnlyList<RoomMessage> Messages, bool IsBeginning);

/// <summary>A room that a customer belongs to.</summary>
/// <param name="Room">Its name.</param>
/// <param name="Title">Its title.</param>
/// <param name="Unread">How many messages the customer has not read; null when Redis is unavailable.</param>
public sealed record RoomSummary(string Room, string Title, long? Unread);
