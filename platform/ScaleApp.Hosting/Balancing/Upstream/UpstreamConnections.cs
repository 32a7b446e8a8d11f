using System.Collections.Concurrent;
using System.Net.Sockets;

namespace ScaleApp.Hosting.Balancing.Upstream;

/// <summary>Opens connections to replicas and ends those that stand still; one a balancer.</summary>
/// <remarks>One timer looks over all connections several times per timeout, so a deadline is kept to within a quarter of it.</remarks>
internal sealed class UpstreamConnections : IDisposable
{
    private static readonly TimeSpan SlowestSweep = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<UpstreamConnection, bool> _open = new();
    private readonly LoadBalancerOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private long _now;

    public UpstreamConnections(LoadBalancerOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _now = time.GetTimestamp();

        var quarter = TimeSpan.FromTicks(Math.Min(options.ActivityTimeout.Ticks, options.TunnelIdleTimeout.Ticks) / 4);
        var every = quarter < SlowestSweep ? quarter : SlowestSweep;
        _sweep = time.CreateTimer(static state => ((UpstreamConnections)state!).Sweep(), this, every, every);
    }

    /// <summary>Raised after the sweep, when connections may have been retired.</summary>
    public event Action? Swept;

    /// <summary>The coarse clock: the time stamp of the last sweep.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <exception cref="UpstreamException">With <see cref="UpstreamFailure.NotConnected"/> or <see cref="UpstreamFailure.ClientGone"/>.</exception>
    public async ValueTask<UpstreamConnection> OpenAsync(Destination destination, CancellationToken cancellationToken)
    {
        var socket = new Socket(destination.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var deadline = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await socket.ConnectAsync(destination.Address, either.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw cancellationToken.IsCancellationRequested
                ? new UpstreamException(UpstreamFailure.ClientGone, "the client went away", error)
                : new UpstreamException(UpstreamFailure.NotConnected, error is SocketException
                    ? error.Message : $"no connection within {_options.ConnectTimeout.TotalSeconds:0.#} s", error);
        }

        var connection = new UpstreamConnection(socket, this) { IdleLimit = _options.ActivityTimeout };
        _open.TryAdd(connection, true);
        return connection;
    }

    public void Forget(UpstreamConnection connection) => _open.TryRemove(connection, out _);

    /// <summary>Cuts every connection.</summary>
    public void Dispose()
    {
        _sweep.Dispose();
        foreach (var connection in _open.Keys)
        {
            connection.Abort(UpstreamFailure.Cut);
        }
    }

    private void Sweep()
    {
        var now = _time.GetTimestamp();
        Volatile.Write(ref _now, now);

        foreach (var connection in _open.Keys)
        {
            if (_time.GetElapsedTime(connection.LastActivity, now) > connection.IdleLimit)
            {
                connection.Expire();
            }
        }

        Swept?.Invoke();
    }
}
