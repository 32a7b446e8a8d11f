using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using ScaleApp.Hosting.Balancing.Upstream;

namespace ScaleApp.Hosting.Balancing.Tcp;

/// <summary>Shares the connections of one public TCP port out over the replicas, each connection as a whole.</summary>
internal sealed partial class TcpLoadBalancer : ILoadBalancer
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(50);

    private readonly LoadBalancerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DestinationSet _destinations = new();
    private readonly UpstreamConnections _upstreams;
    private readonly ConnectionForwarder _forwarder;
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly CancellationTokenSource _cut = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _stopped;

    public TcpLoadBalancer(LoadBalancerOptions options, BalancerMetrics metrics, TimeProvider time, ILoggerFactory loggers)
    {
        (_options, _time) = (options, time);
        _logger = loggers.CreateLogger<TcpLoadBalancer>();
        _upstreams = new UpstreamConnections(options, time);
        _forwarder = new ConnectionForwarder(options, _destinations, _upstreams, metrics, time);
    }

    public int Port { get; private set; }

    public IReadOnlyList<Destination> Destinations => _destinations.All;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_listener is not null)
        {
            return Task.CompletedTask;
        }

        var listener = new Socket(_options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(_options.Address, _options.Port));
            listener.Listen(512);
        }
        catch (SocketException error)
        {
            listener.Dispose();
            throw BindFailure.Explain(_options, error);
        }

        (_listener, Port) = (listener, ((IPEndPoint)listener.LocalEndPoint!).Port);
        _accepting = AcceptAsync(listener);
        LogListening(_options.ResourceName, _options.EndpointName, Port);
        return Task.CompletedTask;
    }

    public void Add(Destination destination) => _destinations.Add(destination);

    public async Task RemoveAsync(Destination destination, TimeSpan drain, CancellationToken cancellationToken)
    {
        if (_destinations.Remove(destination))
        {
            await Drain.WaitAsync(destination, drain, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task StopAsync(TimeSpan drain, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        _listener?.Dispose();
        await _accepting.ConfigureAwait(false);

        var rest = Task.WhenAll(_running.Keys);
        try
        {
            await rest.WaitAsync(drain, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            await _cut.CancelAsync().ConfigureAwait(false);
            await rest.ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
        _destinations.Dispose();
        _upstreams.Dispose();
        _cut.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (SocketException error) when (Volatile.Read(ref _stopped) == 0)
            {
                // A client that gave up while it waited, or a moment without descriptors, which must not become a busy loop.
                LogAcceptFailed(_options.ResourceName, error);
                await Task.Delay(AcceptPause, _time).ConfigureAwait(false);
                continue;
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }

            Begin(client);
        }
    }

    private void Begin(Socket client)
    {
        if (_running.Count >= _options.MaxConnections)
        {
            LogTooMany(_options.ResourceName, _options.MaxConnections);
            client.Dispose();
            return;
        }

        var running = Task.Run(() => _forwarder.RunAsync(client, _cut.Token));
        _running.TryAdd(running, true);
        running.ContinueWith(static (done, all) => ((ConcurrentDictionary<Task, bool>)all!).TryRemove(done, out _),
            _running, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    [LoggerMessage(1320, LogLevel.Debug, "{Resource}: endpoint {Endpoint} listens at TCP port {Port}")]
    private partial void LogListening(string resource, string endpoint, int port);

    [LoggerMessage(1321, LogLevel.Warning, "{Resource}: could not accept a connection, going on")]
    private partial void LogAcceptFailed(string resource, Exception error);

    [LoggerMessage(1322, LogLevel.Warning, "{Resource}: more than {Limit} connections, closed the newest")]
    private partial void LogTooMany(string resource, int limit);
}
