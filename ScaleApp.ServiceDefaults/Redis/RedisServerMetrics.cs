using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace ScaleApp.ServiceDefaults;

/// <summary>Clients and memory of the Redis server, read every fifteen seconds while metrics are collected.</summary>
internal sealed class RedisServerMetrics : BackgroundService
{
    public const string MeterName = "ScaleApp.Redis";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly IConnectionMultiplexer _redis;
    private readonly TimeProvider _time;
    private readonly Instrument _clients;
    private volatile Dictionary<string, string> _info = [];

    public RedisServerMetrics(IConnectionMultiplexer redis, IMeterFactory meters, TimeProvider time)
    {
        _redis = redis;
        _time = time;
        var meter = meters.Create(MeterName);
        _clients = meter.CreateObservableGauge("redis.clients.connected", () => Read("connected_clients"), "{client}",
            "Number of client connections of the Redis server.");
        meter.CreateObservableGauge("redis.memory.used", () => Read("used_memory"), "By",
            "Memory that the Redis server has allocated.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            _info = _clients.Enabled ? await AskAsync() : [];
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<Dictionary<string, string>> AskAsync()
    {
        try
        {
            // The library sends INFO itself only over connections with administrative rights.
            return Parse((string?)await _redis.GetDatabase().ScriptEvaluateAsync("return redis.call('INFO')") ?? "");
        }
        catch (Exception error) when (error is RedisException or TimeoutException or ObjectDisposedException)
        {
            // Metrics say nothing while Redis is unavailable or refuses; /health/dependencies tells why.
            return [];
        }
    }

    private static Dictionary<string, string> Parse(string info) => info
        .Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(':', 2))
        .Where(pair => pair.Length == 2)
        .ToDictionary(pair => pair[0], pair => pair[1]);

    // None rather than zero while Redis is unavailable.
    private IEnumerable<Measurement<long>> Read(string key) =>
        long.TryParse(_info.GetValueOrDefault(key), CultureInfo.InvariantCulture, out var value) ? [new(value)] : [];
}
