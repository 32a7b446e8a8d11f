using System.Buffers;

namespace ScaleApp.Api.Files;

/// <summary>Finds out what a picture is by its first bytes.</summary>
internal static class PictureFormat
{
    /// <summary>As many bytes as have to be looked at.</summary>
    public const int HeadLength = 16;

    public const string Png = "image/png", Jpeg = "image/jpeg", WebP = "image/webp";

    // The signature, and the header's chunk, which is the first of every PNG and has 13 bytes.
    private static ReadOnlySpan<byte> PngHead =>
        [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];

    /// <summary>The media type, or null when it is none that the shop takes.</summary>
    public static string? Of(ReadOnlySequence<byte> content)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        head = head[..(int)Math.Min(HeadLength, content.Length)];
        content.Slice(0, head.Length).CopyTo(head);
        return Of(head);
    }

    private static string? Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(PngHead))
        {
            return Png;
        }

        if (head is [0xFF, 0xD8, 0xFF, >= 0xC0 and < 0xFF, ..])
        {
            // The start of an image and of the marker that follows.
            return Jpeg;
        }

        return head is { Length: HeadLength } && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBPVP8"u8) ? WebP : null;
    }
}
