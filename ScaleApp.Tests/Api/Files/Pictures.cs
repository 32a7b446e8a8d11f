using System.Security.Cryptography;

namespace ScaleApp.Tests.Api.Files;

/// <summary>Bytes that begin as pictures do.</summary>
internal static class Pictures
{
    public static byte[] Png(int length = 100_000) =>
        Beginning([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'], length);

    public static byte[] Jpeg(int length = 100_000) => Beginning([0xFF, 0xD8, 0xFF, 0xE0, 0, 16, (byte)'J', (byte)'F', (byte)'I', (byte)'F'], length);

    public static byte[] WebP(int length = 100_000) => Beginning([.. "RIFF"u8, 1, 2, 3, 4, .. "WEBPVP8 "u8], length);

    private static byte[] Beginning(ReadOnlySpan<byte> head, int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        head.CopyTo(content);
        return content;
    }
}
