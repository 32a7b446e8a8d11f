using Microsoft.Extensions.Logging;
using ScaleApp.Hosting.Balancing.Upstream;

namespace ScaleApp.Hosting.Balancing.Http;

/// <summary>Shares the requests of one public HTTP port out over the replicas.</summary>
/// <remarks>
/// HTTP/1.1 on both sides, each request on its own: fewest in flight, ties in turn. Bodies and answers stream with back-pressure,
/// trailers and WebSockets pass, X-Forwarded-For, -Proto and -Host are set. Interim answers other than 100 and 101 are dropped.
/// </remarks>
internal sealed partial class HttpLoadBalancer : ILoadBalancer
{
    private readonly LoadBalancerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly DestinationSet _destinations = new();
    private readonly UpstreamPools _pools;
    private readonly ForwardingApplication _application;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private HttpFront? _front;

    public HttpLoadBalancer(LoadBalancerOptions options, BalancerMetrics metrics, TimeProvider time, ILoggerFactory loggers)
    {
        (_options, _time, _loggers) = (options, time, loggers);
        _logger = loggers.CreateLogger<HttpLoadBalancer>();
        _pools = new UpstreamPools(_destinations, options, time);
        _application = new ForwardingApplication(options, new RequestForwarder(options, _destinations, _pools, metrics, time, _logger));
    }

    public int Port { get; private set; }

    public IReadOnlyList<Destination> Destinations => _destinations.All;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_front is not null)
            {
                return;
            }

            var front = new HttpFront(_options, _time, _loggers);
            try
            {
                await front.StartAsync(_application, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                await front.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            (_front, Port) = (front, front.Port);
            LogListening(_options.ResourceName, _options.EndpointName, _options.Scheme, Port);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Add(Destination destination) => _destinations.Add(destination);

    public async Task RemoveAsync(Destination destination, TimeSpan drain, CancellationToken cancellationToken)
    {
        if (_destinations.Remove(destination))
        {
            await Drain.WaitAsync(destination, drain, _time, cancellationToken).ConfigureAwait(false);
            _pools.Forget(destination);
        }
    }

    public async Task StopAsync(TimeSpan drain, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_front is { } front)
            {
                _front = null;
                await StopAsync(front, drain, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
        _destinations.Dispose();
        _pools.Dispose();
    }

    private async Task StopAsync(HttpFront front, TimeSpan drain, CancellationToken cancellationToken)
    {
        await using (front.ConfigureAwait(false))
        {
            using var limit = new CancellationTokenSource(drain, _time);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            await front.StopAsync(over.Token).ConfigureAwait(false);
            LogStopped(_options.ResourceName, _options.EndpointName);
        }
    }

    [LoggerMessage(1300, LogLevel.Debug, "{Resource}: endpoint {Endpoint} listens at {Scheme} port {Port}")]
    private partial void LogListening(string resource, string endpoint, string scheme, int port);

    [LoggerMessage(1301, LogLevel.Debug, "{Resource}: endpoint {Endpoint} stopped listening")]
    private partial void LogStopped(string resource, string endpoint);
}
