using System.Buffers;
using System.Buffers.Text;
using System.Text;
using ScaleApp.Hosting.Balancing.Upstream;

namespace ScaleApp.Hosting.Balancing.Http;

/// <summary>Passes a streaming body on to a replica while the answer is awaited or already on its way.</summary>
internal sealed class Upload(RequestBody body, UpstreamConnection connection)
{
    private const int Piece = 32 * 1024;
    private const int FramingRoom = 16;

    private volatile bool _isCancelled;

    /// <summary>The client has sent all of it; what is left is ours to do.</summary>
    public bool IsReadToEnd { get; private set; }

    /// <summary>All of it has reached the connection, so that it can be used again.</summary>
    public bool IsSent { get; private set; }

    /// <summary>Why the client's side of it failed; null while it has not.</summary>
    public Exception? ClientFault { get; private set; }

    private bool IsChunked => body.Length is null;

    /// <summary>Never throws: a replica that stopped reading may still have an answer, which says more than this would.</summary>
    public async Task RunAsync()
    {
        var staging = ArrayPool<byte>.Shared.Rent(Piece + FramingRoom);
        try
        {
            await SendAllAsync(staging).ConfigureAwait(false);
        }
        catch (UpstreamException)
        {
            // Seen by the reading side as well, which knows whether there is an answer.
        }
        catch (Exception error) when (!_isCancelled)
        {
            ClientFault = error;
            connection.Abort(UpstreamFailure.ClientGone);
        }
        catch (Exception) when (_isCancelled)
        {
            // The answer is complete and nobody wants the rest.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(staging);
        }
    }

    /// <summary>Gives the rest up.</summary>
    public void Cancel()
    {
        _isCancelled = true;
        connection.Abort(UpstreamFailure.Cut);
        body.Reader.CancelPendingRead();
    }

    private async Task SendAllAsync(byte[] staging)
    {
        while (!IsReadToEnd)
        {
            var result = await body.Reader.ReadAsync().ConfigureAwait(false);
            if (result.IsCanceled)
            {
                return;
            }

            var rest = result.Buffer;
            while (!rest.IsEmpty)
            {
                var piece = rest.Slice(0, Math.Min(rest.Length, Piece));
                rest = rest.Slice(piece.End);
                await connection.SendAsync(Frame(piece, staging), UpstreamFailure.NoAnswer).ConfigureAwait(false);
            }

            body.Reader.AdvanceTo(result.Buffer.End);
            IsReadToEnd = result.IsCompleted;
        }

        if (IsChunked)
        {
            await connection.SendAsync(End(), UpstreamFailure.NoAnswer).ConfigureAwait(false);
        }

        IsSent = true;
    }

    private ReadOnlyMemory<byte> Frame(ReadOnlySequence<byte> piece, byte[] staging)
    {
        var length = (int)piece.Length;
        var start = 0;
        if (IsChunked)
        {
            Utf8Formatter.TryFormat(length, staging, out start, new StandardFormat('x'));
            "\r\n"u8.CopyTo(staging.AsSpan(start));
            start += 2;
        }

        piece.CopyTo(staging.AsSpan(start));
        var end = start + length;
        if (IsChunked)
        {
            "\r\n"u8.CopyTo(staging.AsSpan(end));
            end += 2;
        }

        return staging.AsMemory(0, end);
    }

    private byte[] End()
    {
        if (body.Trailers is not { Available: true, Trailers.Count: > 0 } trailers)
        {
            return "0\r\n\r\n"u8.ToArray();
        }

        var end = new StringBuilder("0\r\n");
        foreach (var (name, values) in trailers.Trailers.Where(trailer => HopByHop.Classify(trailer.Key) == HeaderRole.EndToEnd))
        {
            end.Append(name).Append(": ").Append(values.ToString()).Append("\r\n");
        }

        return Encoding.Latin1.GetBytes(end.Append("\r\n").ToString());
    }
}
