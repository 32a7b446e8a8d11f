using System.Runtime.ExceptionServices;
using System.Security.Cryptography;

namespace ScaleApp.Data.Files;

/// <summary>Counts and hashes what is read through it, and remembers how reading failed.</summary>
internal sealed class MeasuredStream(Stream content) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Count { get; private set; }

    /// <summary>What the content failed with, whatever the store made of it; null when it did not.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    /// <summary>The SHA-256 of all that was read; asked for once, at the end.</summary>
    public byte[] GetHash() => _hash.GetHashAndReset();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var count = await content.ReadAsync(buffer, cancellationToken);
            _hash.AppendData(buffer.Span[..count]);
            Count += count;
            return count;
        }
        catch (Exception error)
        {
            Failure = ExceptionDispatchInfo.Capture(error);
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }
}
