namespace ScaleApp.Dashboard.Telemetry.Metrics.Charts;

/// <summary>An instrument as a line of a list.</summary>
public sealed record InstrumentSummary(InstrumentName Name, MetricKind Kind, string Unit, string Description, long LastTime);

/// <summary>What can be shown of one instrument.</summary>
/// <param name="Instrument">Which.</param>
/// <param name="Replicas">Who sent it.</param>
/// <param name="Keys">The names of its attributes, to split by.</param>
public sealed record InstrumentChoices(InstrumentSummary Instrument, IReadOnlyList<string> Replicas, IReadOnlyList<string> Keys);

/// <summary>Lists instruments.</summary>
internal sealed class InstrumentList(MetricStore store)
{
    /// <summary>Those of a service (of all when it is null), by meter and name.</summary>
    public IReadOnlyList<InstrumentSummary> Of(string? service)
    {
        lock (store.Gate)
        {
            return
            [
                .. store.Instruments.Where(instrument => service is null || instrument.Name.Service == service).Select(Summary)
                    .OrderBy(one => one.Name.Service, StringComparer.OrdinalIgnoreCase)
                    .ThenBy(one => one.Name.Meter, StringComparer.OrdinalIgnoreCase)
                    .ThenBy(one => one.Name.Name, StringComparer.OrdinalIgnoreCase),
            ];
        }
    }

    public InstrumentChoices? Find(InstrumentName name)
    {
        lock (store.Gate)
        {
            return store.Find(name) is not { } instrument
                ? null
                : new(Summary(instrument),
                    [.. instrument.Series.Select(series => series.Resource.Replica).Where(replica => replica.Length > 0).Distinct().Order()],
                    [.. instrument.Series.SelectMany(series => series.Attributes).Select(attribute => attribute.Key).Distinct().Order()]);
        }
    }

    private static InstrumentSummary Summary(Instrument instrument) => new(
        instrument.Name, instrument.Kind, instrument.Unit, instrument.Description,
        instrument.Series.Select(series => series.LastTime).DefaultIfEmpty().Max());
}
