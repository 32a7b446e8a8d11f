using ScaleApp.Dashboard.Telemetry.Attributes;
using ScaleApp.Dashboard.Telemetry.Identity;

namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>Which instrument of which service.</summary>
public readonly record struct InstrumentName(string Service, string Meter, string Name);

/// <summary>An instrument and its series, of all replicas of a service.</summary>
internal sealed class Instrument(InstrumentName name, MetricKind kind)
{
    private readonly Dictionary<string, Dictionary<byte[], Series>> _replicas = new(StringComparer.Ordinal);

    public InstrumentName Name => name;

    public MetricKind Kind => kind;

    public string Unit { get; set; } = "";

    public string Description { get; set; } = "";

    public int SeriesCount => _replicas.Values.Sum(held => held.Count);

    public IEnumerable<Series> Series => _replicas.Values.SelectMany(held => held.Values);

    public Series? Find(TelemetryResource resource, ReadOnlySpan<byte> attributes) =>
        _replicas.TryGetValue(resource.Replica, out var held)
        && held.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(attributes, out var series) ? series : null;

    public Series Create(TelemetryResource resource, ReadOnlySpan<byte> attributes)
    {
        var list = AttributeList.Read(attributes, field: 1);
        Series series = kind switch
        {
            MetricKind.Level => new LevelSeries(resource, list),
            MetricKind.Counter => new TotalSeries<Amount>(resource, list),
            MetricKind.Histogram => new TotalSeries<Distribution>(resource, list),
            _ => new SummarySeries(resource, list),
        };
        if (!_replicas.TryGetValue(resource.Replica, out var held))
        {
            _replicas.Add(resource.Replica, held = new(BytesComparer.Instance));
        }

        held.Add(attributes.ToArray(), series);
        return series;
    }

    /// <summary>Lets the series go that were last measured before <paramref name="time"/>; returns them.</summary>
    public List<Series> DropBefore(long time)
    {
        var dropped = new List<Series>();
        foreach (var (replica, held) in _replicas)
        {
            foreach (var (key, series) in held.Where(series => series.Value.LastTime < time))
            {
                held.Remove(key);
                dropped.Add(series);
            }

            if (held.Count == 0)
            {
                _replicas.Remove(replica);
            }
        }

        return dropped;
    }
}
