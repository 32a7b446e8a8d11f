using System.Buffers;

namespace ScaleApp.Api.Files;

/// <summary>Finds out what a picture is by its first bytes.</summary>
internal static class PictureFormat
{
    /// <summary>As many bytes as have to be looked at.</summary>
    public const int HeadLength = 16;

    public const string Png = "image/png", Jpeg = "image/jpeg", WebP = "image/webp";

    /// <summary>The media type, or null when it is none that the shop takes.</summary>
    public static string? Of(ReadOnlySequence<byte> content)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        head = head[..(int)Math.Min(HeadLength, content.Length)];
        content.Slice(0, head.Length).CopyTo(head);
        return Of(head);
    }

    private static string? Of(ReadOnlySpan<byte> head) => head switch
    {
        // The signature, and the header's chunk, which is the first of every PNG and has 13 bytes.
        _ when head is [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R', ..] => Png,

        // The start of the image and of the marker that follows.
        _ when head is [0xFF, 0xD8, 0xFF, >= 0xC0 and < 0xFF, ..] => Jpeg,

        // A RIFF container of this kind.
        _ when head is [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', (byte)'V', (byte)'P', (byte)'8', ..]
            => WebP,
        _ => null,
    };
}
