using System.Buffers;
using System.IO.Pipelines;

namespace ScaleApp.Hosting.Balancing.Upstream;

/// <summary>Passes the body of an answer on as it comes; never holds more of it than one piece.</summary>
/// <remarks>What was written is flushed before every wait for more, so a streaming answer streams; the caller flushes the end.</remarks>
internal static class ResponseBody
{
    private const int Piece = 16 * 1024;

    public static async ValueTask CopyLengthAsync(UpstreamConnection connection, long remaining, PipeWriter client)
    {
        var buffered = (int)Math.Min(remaining, connection.Buffered.Length);
        client.Write(connection.Buffered[..buffered]);
        connection.Consume(buffered);
        remaining -= buffered;

        while (remaining > 0)
        {
            await FlushAsync(client).ConfigureAwait(false);
            var wanted = (int)Math.Min(remaining, Piece);
            var received = await connection.ReceiveAsync(client.GetMemory(wanted)[..wanted], UpstreamFailure.Cut).ConfigureAwait(false);
            if (received == 0)
            {
                throw new UpstreamException(UpstreamFailure.Cut, $"the replica closed the connection {remaining} bytes before the end of its answer");
            }

            client.Advance(received);
            remaining -= received;
        }
    }

    public static async ValueTask CopyUntilCloseAsync(UpstreamConnection connection, PipeWriter client)
    {
        client.Write(connection.Buffered);
        connection.Consume(connection.Buffered.Length);

        int received;
        do
        {
            await FlushAsync(client).ConfigureAwait(false);
            received = await connection.ReceiveAsync(client.GetMemory(Piece)[..Piece], UpstreamFailure.Cut).ConfigureAwait(false);
            client.Advance(received);
        }
        while (received > 0);
    }

    /// <exception cref="UpstreamException">With <see cref="UpstreamFailure.ClientGone"/> when nobody reads any more.</exception>
    public static async ValueTask FlushAsync(PipeWriter client)
    {
        var flushed = await client.FlushAsync().ConfigureAwait(false);
        if (flushed.IsCompleted)
        {
            throw new UpstreamException(UpstreamFailure.ClientGone, "the client went away");
        }
    }
}
