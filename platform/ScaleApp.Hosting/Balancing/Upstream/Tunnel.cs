using System.Buffers;

namespace ScaleApp.Hosting.Balancing.Upstream;

/// <summary>Passes bytes both ways between a client and a replica until both are done.</summary>
internal static class Tunnel
{
    private const int Piece = 16 * 1024;

    /// <param name="client">The client's side; not closed here.</param>
    /// <param name="replica">What it holds already goes to the client first; not closed here.</param>
    /// <param name="endClient">
    /// Tells the client that the replica sends no more; what the client still sends is passed on. Null when the client's side
    /// cannot be ended by halves: then the tunnel is over with the replica's end.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(Stream client, UpstreamConnection replica, Action? endClient, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var registration = over.Token.UnsafeRegister(
            static state => ((UpstreamConnection)state!).Abort(UpstreamFailure.ClientGone), replica);

        var up = ToReplicaAsync(client, replica, over.Token);
        var down = ToClientAsync(client, replica, over.Token);

        var first = await Task.WhenAny(up, down).ConfigureAwait(false);
        var isClean = await first.ConfigureAwait(false);
        if (first == down && isClean)
        {
            endClient?.Invoke();
        }

        if (!isClean || (first == down && endClient is null))
        {
            await over.CancelAsync().ConfigureAwait(false);
        }

        if (await Task.WhenAll(up, down).ConfigureAwait(false) is [true, true] && first == up)
        {
            endClient?.Invoke();
        }
    }

    /// <summary>True at the client's end, which the replica has been told; false when the connection broke.</summary>
    private static async Task<bool> ToReplicaAsync(Stream client, UpstreamConnection replica, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            int received;
            while ((received = await client.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                await replica.SendAsync(buffer.AsMemory(0, received), UpstreamFailure.Cut).ConfigureAwait(false);
            }

            replica.ShutdownSend();
            return true;
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<bool> ToClientAsync(Stream client, UpstreamConnection replica, CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                await client.WriteAsync(replica.BufferedMemory, cancellationToken).ConfigureAwait(false);
                replica.Consume(replica.BufferedMemory.Length);
            }
            while (await replica.FillAsync(UpstreamFailure.Cut).ConfigureAwait(false));

            return true;
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }
}
