using ScaleApp.Data.Rooms;
using StackExchange.Redis;

namespace ScaleApp.Api.Rooms;

/// <summary>A message in a room, as clients receive it.</summary>
/// <param name="Position">Its place in the room, see <see cref="RoomPosition"/>.</param>
/// <param name="At">When it was sent, by the clock that all replicas share.</param>
/// <param name="Id">The id that its author gave it.</param>
/// <param name="AuthorId">The customer who sent it.</param>
/// <param name="Author">The name of that customer at the time.</param>
/// <param name="Text">The text, unchanged.</param>
public sealed record RoomMessage(string Position, DateTimeOffset At, string Id, int AuthorId, string Author, string Text);

/// <summary>A message that a customer sends.</summary>
internal sealed record RoomDraft(string Id, int AuthorId, string Author, string Text);

/// <summary>A message in the room's log.</summary>
/// <param name="Previous">The position of the entry before it.</param>
/// <param name="Position">Its own.</param>
/// <param name="Draft">What was sent.</param>
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
