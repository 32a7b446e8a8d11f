using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScaleApp.ServiceDefaults;

/// <summary>Compares the positions of the servers in the log, and so keeps <see cref="ReadReplica"/> up to date. Idle without standbys.</summary>
/// <remarks>With several standbys each must be recent enough, because a connection may lead to any of them.</remarks>
internal sealed partial class StandbyMonitor : BackgroundService
{
    public const string MeterName = "ScaleApp.Database";

    private readonly ReadReplica _replica;
    private readonly ReadReplicaOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<StandbyMonitor> _logger;
    private readonly ServerPosition[] _servers;
    private readonly ReplayProof _proof = new();
    private bool? _wasUsed;

    public StandbyMonitor(
        string connectionString, ReadReplica replica, IOptions<ReadReplicaOptions> options, IMeterFactory meters, TimeProvider time,
        ILogger<StandbyMonitor> logger)
    {
        (_replica, _options, _time, _logger) = (replica, options.Value, time, logger);
        _servers = replica.IsConfigured ? ServerPosition.OfEach(connectionString) : [];
        if (replica.IsConfigured)
        {
            var meter = meters.Create(MeterName);
            meter.CreateObservableGauge("database.replica.lag", Lag, "s", "Age of the proof of what the standbys have.");
            meter.CreateObservableGauge("database.replica.used", () => replica.IsUsed ? 1 : 0, "{use}", "1 while reads that may lag go to a standby.");
        }
    }

    public override void Dispose()
    {
        Array.ForEach(_servers, server => server.Dispose());
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_servers is [])
        {
            return;
        }

        using var timer = new PeriodicTimer(_options.CheckInterval, _time);
        do
        {
            await CheckAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task CheckAsync(CancellationToken ct)
    {
        // The primary first: what it has then, the standbys can have when they are asked.
        var asked = _time.GetTimestamp();
        await Task.WhenAll(_servers.Where(server => !server.IsStandby).Select(server => server.AskAsync(ct)));
        if (Array.Find(_servers, server => server is { IsPrimary: true, Fault: null }) is { } primary)
        {
            _proof.Add(asked, primary.Position);
        }

        await Task.WhenAll(_servers.Where(server => server.IsStandby).Select(server => server.AskAsync(ct)));
        _replica.Prove(ProvenUntil());
        Report();
    }

    /// <summary>A primary that does not answer proves nothing new, and what is proven grows old. A server of an unknown role may be a standby.</summary>
    private long? ProvenUntil()
    {
        var others = _servers.Where(server => !server.IsPrimary).ToArray();
        var moments = others.Select(server => server.Fault is null ? _proof.Of(server.Position) : null).ToArray();
        return moments.Contains(null) ? null : moments.Min();
    }

    private void Report()
    {
        var isUsed = _replica.IsUsed;
        if (isUsed == _wasUsed)
        {
            return;
        }

        _wasUsed = isUsed;
        if (isUsed)
        {
            LogStandby(string.Join(", ", _servers.Where(server => server.IsStandby).Select(server => server.Name)));
        }
        else
        {
            LogPrimary(Reason(), _replica.MaxLag.TotalSeconds);
        }
    }

    private string Reason() =>
        Array.Find(_servers, server => server is { Fault: not null, IsPrimary: false }) is { } silent ? $"{silent.Name} does not answer: {silent.Fault}"
        : Array.Find(_servers, server => server.IsPrimary && server.Fault is not null) is { } primary ? $"{primary.Name}, the primary, does not answer: {primary.Fault}"
        : !Array.Exists(_servers, server => server.IsStandby) ? "no host of the connection string is a standby"
        : "a standby has not replayed what the primary has written (pg_stat_replication on the primary shows how far it is)";

    private IEnumerable<Measurement<double>> Lag() => _replica.Lag is { } lag ? [new(lag.TotalSeconds)] : [];

    [LoggerMessage(5100, LogLevel.Information, "Reads that may lag go to {Standbys}")]
    private partial void LogStandby(string standbys);

    [LoggerMessage(5101, LogLevel.Warning, "Reads that may lag go to the primary, until the standby lacks at most the last {MaxLag} s: {Reason}")]
    private partial void LogPrimary(string reason, double maxLag);
}
