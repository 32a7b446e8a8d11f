using System.Buffers;
using System.IO.Compression;
using Microsoft.Extensions.Options;

namespace ScaleApp.Dashboard.Otlp.Receiving;

/// <summary>Reads bodies whole, within the limits of one and of all together.</summary>
internal sealed class BodyReader(IOptions<ReceiveLimits> limits)
{
    private const int FirstBuffer = 64 * 1024;

    private long _inFlight;

    /// <param name="body">Where it comes from.</param>
    /// <param name="encoding">Its content coding; null, empty or identity for none.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <returns>An array of exactly the body's size, after decompression.</returns>
    /// <exception cref="RefusedException">It is too large, there are too many, or its coding is not known or not kept.</exception>
    public async Task<byte[]> ReadAsync(Stream body, string? encoding, CancellationToken ct)
    {
        switch (encoding?.Trim().ToLowerInvariant())
        {
            case null or "" or "identity":
                return await ReadAllAsync(body, ct);
            case "gzip" or "x-gzip":
                try
                {
                    await using var gzip = new GZipStream(body, CompressionMode.Decompress);
                    return await ReadAllAsync(gzip, ct);
                }
                catch (InvalidDataException error)
                {
                    throw new RefusedException(Refusal.Malformed($"The body is not gzip: {error.Message}"));
                }

            default:
                throw new RefusedException(Refusal.Unsupported($"The coding '{encoding}' is not known here; use gzip or none."));
        }
    }

    private async Task<byte[]> ReadAllAsync(Stream body, CancellationToken ct)
    {
        var limit = limits.Value.MaxRequestBytes;
        var buffer = Rent(FirstBuffer);
        try
        {
            var length = 0;
            int read;
            while ((read = await body.ReadAsync(buffer.AsMemory(length), ct)) > 0)
            {
                length += read;
                if (length > limit)
                {
                    throw new RefusedException(Refusal.TooLarge(limit));
                }

                if (length == buffer.Length)
                {
                    buffer = Enlarge(buffer);
                }
            }

            return buffer.AsSpan(0, length).ToArray();
        }
        finally
        {
            Return(buffer);
        }
    }

    private byte[] Enlarge(byte[] buffer)
    {
        var larger = Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        Return(buffer);
        return larger;
    }

    private byte[] Rent(int size)
    {
        if (Interlocked.Add(ref _inFlight, size) > limits.Value.MaxInFlightBytes)
        {
            Interlocked.Add(ref _inFlight, -size);
            throw new RefusedException(Refusal.Overloaded);
        }

        // The pool's arrays have sizes that are powers of two, so what is given back is what was counted.
        return ArrayPool<byte>.Shared.Rent(size);
    }

    private void Return(byte[] buffer)
    {
        Interlocked.Add(ref _inFlight, -buffer.Length);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
