using System.Runtime.InteropServices;
using ScaleApp.Dashboard.Telemetry.Identity;
using ScaleApp.Dashboard.Telemetry.Storage;

namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>Holds the instruments of all services. A lock is held while one request is taken in, and while points are copied for a page.</summary>
internal sealed class MetricStore(TelemetryOptions options, TimeProvider time)
{
    // When there are too many series, this part of them goes at once: the ones that nothing was heard of for the longest.
    private const int PartDropped = 16;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly Dictionary<InstrumentName, Instrument> _instruments = [];
    private readonly Dictionary<ReplicaName, long> _newest = [];
    private int _series;
    private long _bytes;
    private long _dropped;
    private long? _lookedInVain;

    public Lock Gate { get; } = new();

    /// <summary>The instruments; to be read under the lock.</summary>
    public IEnumerable<Instrument> Instruments => _instruments.Values;

    /// <summary>Series held, the memory of their points, and series that made room for newer ones.</summary>
    public StoreUsage Usage()
    {
        lock (Gate)
        {
            return new(_series, _bytes, _dropped);
        }
    }

    /// <summary>Under the lock.</summary>
    public Instrument? Find(InstrumentName name) => _instruments.GetValueOrDefault(name);

    /// <summary>Under the lock. Null when the instrument is known to be of another kind.</summary>
    public Instrument? FindOrAdd(InstrumentName name, MetricKind kind)
    {
        if (!_instruments.TryGetValue(name, out var instrument))
        {
            _instruments.Add(name, instrument = new(name, kind));
        }

        return instrument.Kind == kind ? instrument : null;
    }

    /// <summary>Under the lock. When a replica's newest point of any instrument was measured; zero when nothing was heard of it.</summary>
    public long Newest(TelemetryResource resource) => _newest.GetValueOrDefault(new(resource.Service, resource.Replica));

    /// <summary>
    /// Under the lock. Gives the series of a replica with those attributes to <paramref name="add"/>, which adds a point. False when
    /// there is no room for another series.
    /// </summary>
    public bool TryAdd(Instrument instrument, TelemetryResource resource, ReadOnlySpan<byte> attributes, Action<Series> add)
    {
        var series = instrument.Find(resource, attributes);
        if (series is null)
        {
            if (_series >= options.MaxSeries && !TryMakeRoom(instrument))
            {
                return false;
            }

            series = instrument.Create(resource, attributes);
            _series++;
        }

        var before = series.Bytes;
        add(series);
        SetNewest(resource, series.LastTime);
        while (_bytes + series.Bytes - before > options.MaxMetricBytes && series.TryDropOldest())
        {
        }

        _bytes += series.Bytes - before;
        return true;
    }

    /// <summary>Under the lock.</summary>
    public void DropIfEmpty(Instrument? instrument)
    {
        if (instrument is { SeriesCount: 0 })
        {
            _instruments.Remove(instrument.Name);
        }
    }

    private void SetNewest(TelemetryResource resource, long time)
    {
        if (_newest.Count >= options.MaxSeries)
        {
            // As many replicas as series: only invented ones are.
            _newest.Clear();
        }

        ref var newest = ref CollectionsMarshal.GetValueRefOrAddDefault(_newest, new(resource.Service, resource.Replica), out _);
        newest = Math.Max(newest, time);
    }

    /// <summary>Series that are still sent are never given up for new ones: then there is no room.</summary>
    private bool TryMakeRoom(Instrument growing)
    {
        // A look goes over all series: where ever new ones find no room, not for each of them.
        if (_lookedInVain is { } before && time.GetElapsedTime(before) < BetweenLooks)
        {
            return false;
        }

        var times = _instruments.Values.SelectMany(instrument => instrument.Series).Select(series => series.LastTime).Order().ToArray();
        var limit = times[times.Length / PartDropped];
        foreach (var instrument in _instruments.Values)
        {
            var dropped = instrument.DropBefore(limit);
            _series -= dropped.Count;
            _dropped += dropped.Count;
            _bytes -= dropped.Sum(series => series.Bytes);
            if (instrument != growing)
            {
                DropIfEmpty(instrument);
            }
        }

        var hasRoom = _series < options.MaxSeries;
        _lookedInVain = hasRoom ? null : time.GetTimestamp();
        return hasRoom;
    }
}
