using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ScaleApp.Dashboard.Telemetry.Storage;

/// <summary>A message where it lies in the request that brought it: a record costs nothing beyond what was received.</summary>
internal readonly struct StoredMessage
{
    private readonly byte[] _request;
    private readonly int _offset;
    private readonly int _length;

    /// <param name="request">The whole request.</param>
    /// <param name="message">A part of it.</param>
    public StoredMessage(byte[] request, ReadOnlySpan<byte> message)
    {
        _request = request;
        _length = message.Length;
        _offset = _length == 0
            ? 0
            : (int)Unsafe.ByteOffset(ref MemoryMarshal.GetArrayDataReference(request), ref MemoryMarshal.GetReference(message));
    }

    public ReadOnlySpan<byte> Bytes => _request.AsSpan(_offset, _length);
}
