using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using ScaleApp.Hosting.Balancing.Http;
using ScaleApp.Hosting.Balancing.Tcp;

namespace ScaleApp.Hosting.Balancing;

/// <summary>Makes the load balancer that an endpoint's scheme asks for; one factory serves the whole host.</summary>
internal sealed class LoadBalancerFactory(ILoggerFactory loggers, TimeProvider time, IMeterFactory? meters = null) : IDisposable
{
    private readonly BalancerMetrics _metrics = new(meters);

    /// <summary>Per request for <c>http</c> and <c>https</c>, per connection for every other scheme; not started yet.</summary>
    public ILoadBalancer Create(LoadBalancerOptions options) =>
        options.Scheme.ToLowerInvariant() is "http" or "https"
            ? new HttpLoadBalancer(options, _metrics, time, loggers)
            : new TcpLoadBalancer(options, _metrics, time, loggers);

    public void Dispose() => _metrics.Dispose();
}
