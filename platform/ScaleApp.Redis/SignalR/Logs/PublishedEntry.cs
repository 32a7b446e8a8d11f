using System.Buffers.Text;
using System.Text;

namespace ScaleApp.Redis.SignalR;

/// <summary>An entry as <c>append.lua</c> publishes it: epoch, offset, time and content, with spaces between.</summary>
internal readonly record struct PublishedEntry(string Epoch, LogEntry Entry)
{
    /// <summary>Null when it is something else.</summary>
    public static PublishedEntry? Parse(byte[] bytes)
    {
        var rest = bytes.AsSpan();
        var epoch = rest.IndexOf((byte)' ');
        if (epoch <= 0 || !TryTakeNumber(rest[(epoch + 1)..], out var offset, out var offsetLength)
            || !TryTakeNumber(rest[(epoch + 1 + offsetLength)..], out var at, out var atLength))
        {
            return null;
        }

        return new PublishedEntry(Encoding.ASCII.GetString(rest[..epoch]), new LogEntry(
            offset, DateTimeOffset.FromUnixTimeMilliseconds(at), bytes.AsMemory(epoch + 1 + offsetLength + atLength)));
    }

    private static bool TryTakeNumber(ReadOnlySpan<byte> text, out long number, out int length)
    {
        var isNumber = Utf8Parser.TryParse(text, out number, out length) && length < text.Length && text[length] == ' ';
        length++;
        return isNumber;
    }
}
