using System.Buffers.Binary;
using System.Security.Cryptography;
using ScaleApp.Api.Files;

namespace ScaleApp.Tests.Api.Files;

/// <summary>Bytes that begin with the header of a picture.</summary>
internal static class Pictures
{
    private const int Width = 640, Height = 480;

    public static byte[] Of(string type, int length = 100_000, int width = Width, int height = Height) => type switch
    {
        PictureHeader.Png => Png(length, width, height),
        PictureHeader.Jpeg => Jpeg(length, width, height),
        _ => WebP(length, width, height),
    };

    public static byte[] Png(int length = 100_000, int width = Width, int height = Height) => Beginning(
        [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, .. Big(width), 0, 0, .. Big(height)], length);

    /// <param name="length">The total length in bytes.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="before">Bytes of camera metadata before the size.</param>
    public static byte[] Jpeg(int length = 100_000, int width = Width, int height = Height, int before = 0)
    {
        List<byte> head = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8, .. new byte[10]];
        for (var left = before; left > 0; left -= 60_000)
        {
            var size = Math.Min(left, 60_000);
            head.AddRange([0xFF, 0xE1, .. Big(size + 2), .. RandomNumberGenerator.GetBytes(size)]);
        }

        return Beginning([.. head, 0xFF, 0xFF, 0xC2, 0, 17, 8, .. Big(height), .. Big(width), 3], length);
    }

    public static byte[] WebP(int length = 100_000, int width = Width, int height = Height) =>
        Beginning([.. "RIFF"u8, 1, 2, 3, 4, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, .. Little(width - 1), 0, .. Little(height - 1), 0], length);

    public static byte[] Beginning(ReadOnlySpan<byte> head, int length)
    {
        var content = RandomNumberGenerator.GetBytes(Math.Max(length, head.Length));
        head.CopyTo(content);
        return content;
    }

    private static byte[] Big(int number)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)number);
        return bytes;
    }

    private static byte[] Little(int number) => [.. Big(number).Reverse()];
}
