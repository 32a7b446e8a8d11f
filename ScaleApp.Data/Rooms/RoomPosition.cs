using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ScaleApp.Data.Rooms;

/// <summary>The place of a message in its room: the id of its entry in the room's stream, written <c>milliseconds-number</c>.</summary>
/// <param name="Milliseconds">When the message was sent, by Redis's clock; never less than that of the message before it.</param>
/// <param name="Number">1 for the first message of a log, and one more for each message that follows.</param>
public readonly record struct RoomPosition(long Milliseconds, long Number)
{
    public static RoomPosition Beginning => default;

    /// <summary>When the message was sent, by the clock that all replicas share.</summary>
    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds);

    public static bool TryParse([NotNullWhen(true)] string? text, out RoomPosition position)
    {
        position = default;
        if (text?.Split('-') is not [var milliseconds, var number]
            || !TryReadNumber(milliseconds, out var parsedMilliseconds) || !TryReadNumber(number, out var parsedNumber))
        {
            return false;
        }

        position = new RoomPosition(parsedMilliseconds, parsedNumber);
        return true;
    }

    /// <summary>
    /// How many messages of the log that ends here follow what was read. Zero for a member who has read nothing yet, and when the log
    /// was emptied since.
    /// </summary>
    public long CountSince(RoomPosition read) =>
        read == Beginning || Milliseconds < read.Milliseconds ? 0 : Math.Max(0, Number - read.Number);

    public override string ToString() => $"{Milliseconds}-{Number}";

    private static bool TryReadNumber(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
