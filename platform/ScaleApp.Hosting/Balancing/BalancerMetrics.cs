using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ScaleApp.Hosting.Balancing;

/// <summary>What the balancers count; meter <c>ScaleApp.Hosting.Balancing</c>.</summary>
internal sealed class BalancerMetrics : IDisposable
{
    public const string MeterName = "ScaleApp.Hosting.Balancing";

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly UpDownCounter<long> _inFlight;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _noReplica;

    public BalancerMetrics(IMeterFactory? meters = null)
    {
        _meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _requests = _meter.CreateCounter<long>("scaleapp.balancer.requests", "{request}", "Requests or connections given to a replica");
        _inFlight = _meter.CreateUpDownCounter<long>("scaleapp.balancer.in_flight", "{request}", "Requests or connections a replica is busy with");
        _retries = _meter.CreateCounter<long>("scaleapp.balancer.retries", "{request}", "Attempts repeated on another replica");
        _noReplica = _meter.CreateCounter<long>("scaleapp.balancer.no_replica", "{request}", "Requests answered 503 because no replica was ready");
    }

    public void Entered(LoadBalancerOptions options, Destination destination)
    {
        if (_requests.Enabled || _inFlight.Enabled)
        {
            var tags = Tags(options, destination);
            _requests.Add(1, tags);
            _inFlight.Add(1, tags);
        }
    }

    public void Left(LoadBalancerOptions options, Destination destination)
    {
        if (_inFlight.Enabled)
        {
            _inFlight.Add(-1, Tags(options, destination));
        }
    }

    public void Retried(LoadBalancerOptions options, Destination failed) => _retries.Add(1, Tags(options, failed));

    public void NoReplica(LoadBalancerOptions options) => _noReplica.Add(1, Tags(options, null));

    public void Dispose() => _meter.Dispose();

    private static TagList Tags(LoadBalancerOptions options, Destination? destination)
    {
        var tags = new TagList { { "resource", options.ResourceName }, { "endpoint", options.EndpointName } };
        if (destination is not null)
        {
            tags.Add("replica", destination.Name);
        }

        return tags;
    }
}
