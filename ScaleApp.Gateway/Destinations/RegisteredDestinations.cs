using Microsoft.Extensions.Options;
using ScaleApp.ServiceDefaults.Replicas;
using Yarp.ReverseProxy.Configuration;

namespace ScaleApp.Gateway.Destinations;

/// <summary>Keeps YARP's destinations up to date with the registry.</summary>
/// <remarks>
/// Registrations and withdrawals arrive as they are published; the poll finds what was missed, and leases that ended. While Redis is
/// unavailable the destinations stay, and the gateway's own health checks decide which of them get requests.
/// </remarks>
internal sealed partial class RegisteredDestinations(
    ReplicaRegistry registry,
    ProxyConfiguration configuration,
    InMemoryConfigProvider proxy,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<RegisteredDestinations> logger) : BackgroundService
{
    private readonly Lock _gate = new();
    private readonly KnownReplicas _known = new(options.Value.Lease, time);
    private Uri[] _destinations = [];
    private bool _isAvailable = true;

    /// <summary>Whether the gateway knows where to send requests, or that there is nowhere.</summary>
    public bool IsReady { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PollInterval, time);
        var isSubscribed = false;
        do
        {
            try
            {
                // First, so that what is published while the list is read is not lost.
                if (!isSubscribed)
                {
                    await registry.SubscribeAsync(options.Value.Service, OnChange, stoppingToken);
                    isSubscribed = true;
                }

                await PollAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                OnUnavailable(error);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        var askedAt = time.GetTimestamp();
        var listed = await registry.ListAsync(options.Value.Service, cancellationToken);
        lock (_gate)
        {
            _known.Update(listed.Select(replica => (replica.Address, replica.Lease)), askedAt);
            Apply();
        }

        if (!_isAvailable)
        {
            LogAvailable(_destinations.Length);
        }

        _isAvailable = true;
    }

    private void OnChange(ReplicaChange change)
    {
        lock (_gate)
        {
            if (change.IsRegistered)
            {
                _known.Add(change.Address);
            }
            else
            {
                _known.Remove(change.Address);
            }

            Apply();
        }
    }

    private void OnUnavailable(Exception error)
    {
        lock (_gate)
        {
            _known.Lose();
        }

        if (_isAvailable)
        {
            LogUnavailable(options.Value.Service, _destinations.Length, error.Message);
        }

        _isAvailable = false;
    }

    private void Apply()
    {
        IsReady = _known.IsComplete || _known.Addresses.Count > 0;
        Uri[] addresses = [.. _known.Addresses.OrderBy(address => address.AbsoluteUri, StringComparer.Ordinal)];
        if (addresses.SequenceEqual(_destinations))
        {
            return;
        }

        LogChanged(options.Value.Service, string.Join(' ', addresses.Select(address => address.Authority)));
        _destinations = addresses;
        proxy.Update(configuration.Routes, configuration.ClustersOver(addresses));
    }

    [LoggerMessage(5000, LogLevel.Information, "Replicas of {Service}: {Addresses}")]
    private partial void LogChanged(string service, string addresses);

    [LoggerMessage(5001, LogLevel.Warning,
        "The replicas of {Service} cannot be read because Redis is unavailable; the {Count} known ones stay in use: {Reason}")]
    private partial void LogUnavailable(string service, int count, string reason);

    [LoggerMessage(5002, LogLevel.Information, "Redis is available again; {Count} replicas are known")]
    private partial void LogAvailable(int count);
}
