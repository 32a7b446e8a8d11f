using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry.Identity;

namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>Takes one message <c>Metric</c> into the store: its instrument, and each of its data points.</summary>
internal sealed class MetricReader(MetricStore store, TimeProvider time, IngestCount count)
{
    // Clocks differ a little; a point far ahead would keep out every later one.
    private static readonly long Ahead = 10 * 60 * UnixNano.Second;

    // The specification's limit for names; the others are far beyond what real services send.
    private const int LongestName = 255;
    private const int LongestText = 1_024;
    private const int LargestAttributes = 4_096;

    private readonly Dictionary<TelemetryResource, long> _before = [];
    private readonly long _latest = UnixNano.From(time.GetUtcNow()) + Ahead;

    /// <summary>Under the store's lock.</summary>
    public void Read(TelemetryResource resource, TelemetryScope scope, ReadOnlySpan<byte> message)
    {
        // When the replica was heard of before this request: what is new in it stood at nothing then.
        _before.TryAdd(resource, store.Newest(resource));
        var (name, description, unit) = Describe(message);
        var data = new ProtoReader(message);
        while (data.Next())
        {
            if (MetricContent.Is(data.Field))
            {
                var content = new MetricContent(data.Field, data.Bytes());
                var instrument = Find(new(resource.Service, scope.Name, name), content.MetricKind, unit, description, out var reason);
                ReadPoints(instrument, reason, resource, content);
            }
            else
            {
                data.Skip();
            }
        }
    }

    /// <summary>Null, and why, when it cannot be kept.</summary>
    private Instrument? Find(InstrumentName name, MetricKind kind, string unit, string description, out string reason)
    {
        reason = "";
        if (name.Name.Length is 0 or > LongestName || name.Meter.Length > LongestText)
        {
            reason = $"An instrument's name must have 1 to {LongestName} characters, its meter's at most {LongestText}.";
            return null;
        }

        var instrument = store.FindOrAdd(name, kind);
        if (instrument is null)
        {
            reason = $"The instrument {name.Name} is already known, as of another kind than {kind}.";
            return null;
        }

        instrument.Unit = unit[..Math.Min(unit.Length, LongestName)];
        instrument.Description = description[..Math.Min(description.Length, LongestText)];
        return instrument;
    }

    private static (string Name, string Description, string Unit) Describe(ReadOnlySpan<byte> message)
    {
        var (name, description, unit) = ("", "", "");
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Text();
                    break;
                case 2:
                    description = reader.Text();
                    break;
                case 3:
                    unit = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (name, description, unit);
    }

    private void ReadPoints(Instrument? instrument, string reason, TelemetryResource resource, MetricContent content)
    {
        var reader = new ProtoReader(content.Message);
        while (reader.Next())
        {
            if (reader.Field != 1)
            {
                reader.Skip();
                continue;
            }

            var message = reader.Bytes();
            if (instrument is null)
            {
                count.Reject(reason);
                continue;
            }

            ReadPoint(instrument, resource, content, message);
        }

        // Names of which no point was taken are not remembered.
        store.DropIfEmpty(instrument);
    }

    private void ReadPoint(Instrument instrument, TelemetryResource resource, MetricContent content, ReadOnlySpan<byte> message)
    {
        var point = new DataPoint();
        var add = Reading(content, message, point);
        var key = point.AttributeKey();
        if (add is null)
        {
            count.Reject($"A data point of {instrument.Name.Name} has no value, or buckets that do not fit their bounds.");
        }
        else if (point.Time == 0 || point.Time > _latest)
        {
            count.Reject($"A data point of {instrument.Name.Name} has no time, or one that is still to come.");
        }
        else if (point.IsMissing)
        {
            count.Accept();
        }
        else if (key.Length > LargestAttributes)
        {
            count.Reject($"A data point of {instrument.Name.Name} has more than {LargestAttributes} bytes of attributes.");
        }
        else if (store.TryAdd(instrument, resource, key, series => Add(resource, series, point, add)))
        {
            count.Accept();
        }
        else
        {
            count.Reject("There are as many series as may be held (Dashboard:Telemetry:MaxSeries), and all of them are in use.");
        }
    }

    private void Add(TelemetryResource resource, Series series, DataPoint point, Action<Series, long> add)
    {
        add(series, _before[resource]);
        foreach (var exemplar in point.Exemplars)
        {
            series.Add(exemplar);
        }
    }

    /// <summary>Reads the point; what is returned adds it to its series. Null when it makes no sense.</summary>
    private static Action<Series, long>? Reading(MetricContent content, ReadOnlySpan<byte> message, DataPoint point)
    {
        var isDelta = content.IsDelta;
        switch (content.Field)
        {
            case MetricContent.Histogram or MetricContent.ExponentialHistogram:
                var distribution = content.Field == MetricContent.Histogram
                    ? HistogramReader.Explicit(message, point)
                    : HistogramReader.Exponential(message, point);
                return distribution is null
                    ? null
                    : (series, before) => ((TotalSeries<Distribution>)series).TryAdd(point.Start, point.Time, distribution, isDelta, before);
            case MetricContent.Summary:
                var quantiles = NumberReader.Summary(message, point);
                return (series, _) => ((SummarySeries)series).Points.TryAdd(point.Time, quantiles);
            default:
                var number = NumberReader.Number(message, point);
                var isCounter = content.MetricKind == MetricKind.Counter;
                return !point.IsMissing && (!double.IsFinite(number) || (isCounter && number < 0)) ? null
                    : isCounter
                        ? (series, before) => ((TotalSeries<Amount>)series).TryAdd(point.Start, point.Time, new(number), isDelta, before)
                        : (series, _) => ((LevelSeries)series).TryAdd(point.Time, number, isDelta);
        }
    }
}
