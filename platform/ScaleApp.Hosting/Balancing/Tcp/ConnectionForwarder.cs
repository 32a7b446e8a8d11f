using System.Net.Sockets;
using ScaleApp.Hosting.Balancing.Upstream;

namespace ScaleApp.Hosting.Balancing.Tcp;

/// <summary>Finds a replica for a client's connection and joins the two until both ends are closed.</summary>
internal sealed class ConnectionForwarder(
    LoadBalancerOptions options, DestinationSet destinations, UpstreamConnections upstreams, BalancerMetrics metrics, TimeProvider time)
{
    private readonly ReplicaWait _wait = new(options, destinations, time);

    /// <summary>Never throws; the client's connection is closed at the end.</summary>
    public async Task RunAsync(Socket client, CancellationToken cancellationToken)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await JoinAsync(client, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or IOException)
            {
                // The client is gone or the balancer stops; closing is all there is to do.
            }
        }
    }

    private async Task JoinAsync(Socket client, CancellationToken cancellationToken)
    {
        List<Destination>? tried = null;
        ReplicaWait.Budget budget = default;

        while (true)
        {
            var destination = destinations.Enter(tried);
            if (destination is null)
            {
                (destination, budget) = await _wait.EnterAsync(budget, tried, null, cancellationToken).ConfigureAwait(false);
            }

            if (destination is null)
            {
                // A reset, not an orderly end: an empty answer could be taken for a whole one.
                metrics.NoReplica(options);
                client.LingerState = new LingerOption(true, 0);
                return;
            }

            if (await TryJoinAsync(client, destination, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            metrics.Retried(options, destination);
            (tried ??= []).Add(destination);
        }
    }

    /// <summary>False when the destination could not be reached, so that nothing was lost.</summary>
    private async Task<bool> TryJoinAsync(Socket client, Destination destination, CancellationToken cancellationToken)
    {
        metrics.Entered(options, destination);
        try
        {
            using var replica = await upstreams.OpenAsync(destination, cancellationToken).ConfigureAwait(false);
            replica.IdleLimit = options.TunnelIdleTimeout;
            using var stream = new NetworkStream(client, ownsSocket: false);
            await Tunnel.RunAsync(stream, replica, () => client.Shutdown(SocketShutdown.Send), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (UpstreamException failure) when (failure.Failure == UpstreamFailure.NotConnected)
        {
            return false;
        }
        finally
        {
            destination.Leave();
            metrics.Left(options, destination);
        }
    }
}
