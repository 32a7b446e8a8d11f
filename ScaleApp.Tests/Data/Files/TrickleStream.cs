using ScaleApp.Data.Files;

namespace ScaleApp.Tests.Data.Files;

/// <summary>Returns a content in pieces of odd sizes, as a network does, and can fail at a given position.</summary>
internal sealed class TrickleStream(byte[] content, int? failsAt = null, Action<int>? at = null) : ForwardStream
{
    private const int Piece = 40_009;

    private int _position;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        at?.Invoke(_position);
        if (_position >= failsAt)
        {
            throw new IOException("The content was cut off.");
        }

        var count = Math.Min(Math.Min(buffer.Length, Piece), content.Length - _position);
        content.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
