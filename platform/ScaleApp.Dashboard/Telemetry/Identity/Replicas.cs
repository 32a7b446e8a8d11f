using System.Collections.Concurrent;

namespace ScaleApp.Dashboard.Telemetry.Identity;

/// <summary>A replica of a service that has sent telemetry.</summary>
internal readonly record struct ReplicaName(string Service, string Replica);

/// <summary>Who has sent telemetry, for the lists to choose from.</summary>
internal sealed class Replicas
{
    /// <summary>Replicas listed; beyond, the first ones to be seen make room.</summary>
    private const int Limit = 1_000;

    private readonly ConcurrentDictionary<ReplicaName, long> _seen = new();
    private readonly ConcurrentDictionary<string, int> _services = new(StringComparer.Ordinal);
    private long _order;

    public void Saw(TelemetryResource resource)
    {
        if (_services.Count < Limit)
        {
            _services.TryAdd(resource.Service, _services.Count);
        }

        var name = new ReplicaName(resource.Service, resource.Replica);
        if (!_seen.ContainsKey(name) && _seen.TryAdd(name, Interlocked.Increment(ref _order)) && _seen.Count > Limit)
        {
            _seen.TryRemove(_seen.MinBy(seen => seen.Value).Key, out _);
        }
    }

    /// <summary>Grows from zero, the same for a service on every page; by it services get their colours.</summary>
    public int NumberOf(string service) => _services.GetValueOrDefault(service);

    public IReadOnlyList<string> Services() => [.. _seen.Keys.Select(name => name.Service).Distinct().Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The replicas of a service, or of all when <paramref name="service"/> is null.</summary>
    public IReadOnlyList<string> Of(string? service) =>
    [
        .. _seen.Keys.Where(name => name.Replica.Length > 0 && (service is null || name.Service == service))
            .Select(name => name.Replica).Distinct().Order(StringComparer.OrdinalIgnoreCase),
    ];
}
