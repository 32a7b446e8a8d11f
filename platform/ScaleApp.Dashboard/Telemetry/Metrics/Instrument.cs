using ScaleApp.Dashboard.Telemetry.Attributes;
using ScaleApp.Dashboard.Telemetry.Identity;

namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>Which instrument of which service.</summary>
public readonly record struct InstrumentName(string Service, string Meter, string Name);

/// <summary>An instrument and its series, of all replicas of a service.</summary>
internal sealed class Instrument(InstrumentName name, MetricKind kind)
{
    private readonly Dictionary<string, ReplicaSeries> _replicas = new(StringComparer.Ordinal);

    public InstrumentName Name => name;

    public MetricKind Kind => kind;

    public string Unit { get; set; } = "";

    public string Description { get; set; } = "";

    public int SeriesCount => _replicas.Values.Sum(replica => replica.ByAttributes.Count);

    public IEnumerable<Series> Series => _replicas.Values.SelectMany(replica => replica.ByAttributes.Values);

    /// <summary>When the replica's points of an earlier request were measured; zero when there was none.</summary>
    public long Before(TelemetryResource resource, long time)
    {
        var replica = Of(resource);
        if (time > replica.Newest)
        {
            (replica.Before, replica.Newest) = (replica.Newest, time);
        }

        return replica.Before;
    }

    public Series? Find(TelemetryResource resource, ReadOnlySpan<byte> attributes) =>
        Of(resource).ByAttributes.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(attributes, out var series) ? series : null;

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
        Of(resource).ByAttributes.Add(attributes.ToArray(), series);
        return series;
    }

    /// <summary>Lets the series go that were last measured before <paramref name="time"/>; returns them.</summary>
    public List<Series> DropBefore(long time)
    {
        var dropped = new List<Series>();
        foreach (var (replica, held) in _replicas)
        {
            foreach (var (key, series) in held.ByAttributes.Where(series => series.Value.LastTime < time))
            {
                held.ByAttributes.Remove(key);
                dropped.Add(series);
            }

            if (held.ByAttributes.Count == 0)
            {
                _replicas.Remove(replica);
            }
        }

        return dropped;
    }

    private ReplicaSeries Of(TelemetryResource resource)
    {
        if (!_replicas.TryGetValue(resource.Replica, out var replica))
        {
            _replicas.Add(resource.Replica, replica = new());
        }

        return replica;
    }

    private sealed class ReplicaSeries
    {
        public Dictionary<byte[], Series> ByAttributes { get; } = new(BytesComparer.Instance);

        public long Newest { get; set; }

        public long Before { get; set; }
    }
}
