using System.Buffers.Binary;

namespace ScaleApp.Api.Files;

/// <summary>What a picture says of itself in its first bytes.</summary>
internal readonly record struct PictureHeader(string ContentType, int Width, int Height)
{
    public const string Png = "image/png", Jpeg = "image/jpeg", WebP = "image/webp";

    /// <summary>The longest side that the shop accepts, in pixels: a few compressed bytes can be gigabytes in a browser.</summary>
    public const int LongestSide = 8192;

    /// <summary>As many bytes are looked at: there is room for all that cameras write before the size of a JPEG.</summary>
    public const int LongestHead = 256 * 1024;

    // The signature, and the header's chunk, which is the first of every PNG and has 13 bytes.
    private static ReadOnlySpan<byte> PngHead =>
        [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];

    // The start of a frame of the lossy kind, and of an image of the lossless kind.
    private static ReadOnlySpan<byte> Vp8Frame => [0x9D, 0x01, 0x2A];

    private const byte Vp8LImage = 0x2F;

    public bool HasValidSize => Width is > 0 and <= LongestSide && Height is > 0 and <= LongestSide;

    /// <summary>Null when the bytes are of no picture that the shop takes, or are too few to tell.</summary>
    public static PictureHeader? Read(ReadOnlySpan<byte> head) => head switch
    {
        { Length: >= 24 } when head.StartsWith(PngHead) => ReadPng(head),
        { Length: >= 30 } when head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8) => ReadWebP(head[12..]),
        [0xFF, 0xD8, ..] => ReadJpeg(head),
        _ => null,
    };

    private static PictureHeader ReadPng(ReadOnlySpan<byte> head) => new(Png,
        Bounded(BinaryPrimitives.ReadUInt32BigEndian(head[16..])), Bounded(BinaryPrimitives.ReadUInt32BigEndian(head[20..])));

    private static PictureHeader? ReadWebP(ReadOnlySpan<byte> chunk)
    {
        if (chunk.StartsWith("VP8X"u8))
        {
            return new(WebP, 1 + UInt24(chunk[12..]), 1 + UInt24(chunk[15..]));
        }

        if (chunk.StartsWith("VP8L"u8) && chunk[8] == Vp8LImage)
        {
            var sides = BinaryPrimitives.ReadUInt32LittleEndian(chunk[9..]);
            return new(WebP, 1 + (int)(sides & 0x3FFF), 1 + (int)((sides >> 14) & 0x3FFF));
        }

        return chunk.StartsWith("VP8 "u8) && chunk[11..].StartsWith(Vp8Frame)
            ? new(WebP, BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(chunk[16..]) & 0x3FFF)
            : null;
    }

    /// <summary>Goes from segment to segment until the one that begins a frame, which has the size.</summary>
    private static PictureHeader? ReadJpeg(ReadOnlySpan<byte> head)
    {
        for (var rest = head[2..]; rest.Length >= 9 && rest[0] == 0xFF;)
        {
            var marker = rest[1];
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return new(Jpeg, BinaryPrimitives.ReadUInt16BigEndian(rest[7..]), BinaryPrimitives.ReadUInt16BigEndian(rest[5..]));
            }

            // Any byte of FF may precede a marker. A file with pixels before a size is invalid.
            var next = marker == 0xFF ? 1 : marker is < 0xC0 or 0xDA || length < 2 ? rest.Length : 2 + length;
            rest = rest[Math.Min(next, rest.Length)..];
        }

        return null;
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    private static int Bounded(uint value) => (int)Math.Min(value, int.MaxValue);
}
