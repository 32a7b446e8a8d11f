using System.Buffers.Binary;
using ScaleApp.Dashboard.Telemetry;

namespace ScaleApp.Dashboard.Persistence;

/// <summary>
/// The layout of a recorded run: a line that says what it is, then requests as they came in, each behind its signal (one byte) and
/// its length (four bytes, little-endian).
/// </summary>
internal static class RunFile
{
    public const int PrefixLength = 5;

    public static ReadOnlySpan<byte> Magic => "ScaleApp telemetry 1\n"u8;

    public static byte[] Prefix(OtlpSignal signal, int length)
    {
        var prefix = new byte[PrefixLength];
        prefix[0] = (byte)signal;
        BinaryPrimitives.WriteInt32LittleEndian(prefix.AsSpan(1), length);
        return prefix;
    }

    /// <summary>Null when it is none.</summary>
    public static (OtlpSignal Signal, int Length)? Parse(ReadOnlySpan<byte> prefix, int mostBytes)
    {
        var signal = (OtlpSignal)prefix[0];
        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix[1..]);
        return Enum.IsDefined(signal) && length >= 0 && length <= mostBytes ? (signal, length) : null;
    }
}
