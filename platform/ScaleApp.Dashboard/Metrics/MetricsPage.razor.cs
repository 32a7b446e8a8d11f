using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using ScaleApp.Dashboard.Components;
using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Metrics;
using ScaleApp.Dashboard.Telemetry.Metrics.Charts;

namespace ScaleApp.Dashboard.Metrics;

/// <summary>One instrument over time; which one, over which range and how is in the address.</summary>
public sealed partial class MetricsPage
{
    // What a service invents without end makes no page without end.
    private const int MostServices = 100, MostInstruments = 1_000;

    private static readonly TimeSpan DefaultRange = TimeSpan.FromMinutes(5);

    private IReadOnlyList<InstrumentSummary> _list = [];
    private IReadOnlyList<string> _services = [];
    private IReadOnlyList<InstrumentSummary> _instruments = [];
    private string? _service;
    private InstrumentChoices? _chosen;
    private ChartQuery? _query;
    private Chart? _chart;

    [CascadingParameter]
    public HttpContext? Http { get; set; }

    [Inject]
    public TimeProvider Time { get; set; } = null!;

    [Inject]
    public IOptions<DashboardOptions> Options { get; set; } = null!;

    private TimeSpan Range => double.TryParse(RangeText, CultureInfo.InvariantCulture, out var minutes)
        && TimeGrid.Ranges.FirstOrDefault(range => range.TotalMinutes == minutes) is { Ticks: > 0 } known ? known : DefaultRange;

    private string? RangeText => Value("range");

    private string? Name => Value("name");

    private string Endpoint => $"{Options.Value.Otlp.HttpUrl ?? Options.Value.Otlp.GrpcUrl}";

    private string KindText => _chosen!.Instrument.Kind switch
    {
        MetricKind.Counter => "counter, a second",
        MetricKind.Histogram when _query!.AsRate => "histogram, measurements a second",
        MetricKind.Histogram => "histogram, percentiles",
        MetricKind.Summary => "summary, quantiles of the service's own",
        _ => "level",
    };

    protected override void OnParametersSet()
    {
        _list = Instruments.Of(service: null);
        _services = [.. _list.Select(one => one.Name.Service).Distinct()];
        _service = Value("service") ?? (_services is [var first, ..] ? first : null);
        _instruments = [.. _list.Where(one => one.Name.Service == _service)];
        var name = Name is { } given ? new InstrumentName(_service ?? "", Value("meter") ?? "", given) : First();
        _chosen = Instruments.Find(name);
        if (_chosen is not null)
        {
            _query = new(name, Grid(_chosen.Instrument))
            {
                Replica = Value("replica"),
                Split = Value("split"),
                AsRate = Value("show") == "rate",
                Percentile = Percentile(Value("p")),
            };
            _chart = Charts.Read(_query);
        }
    }

    /// <summary>A known one of interest, so that the page is never empty where there is something to see.</summary>
    private InstrumentName First() =>
        (_instruments.FirstOrDefault(one => one.Name.Name == "http.server.request.duration") ?? (_instruments is [var first, ..] ? first : null))?.Name
        ?? default;

    /// <summary>Until now; for a run that was opened from a file, until its data end.</summary>
    private TimeGrid Grid(InstrumentSummary instrument)
    {
        var now = UnixNano.From(Time.GetUtcNow());
        return TimeGrid.Through(UnixNano.Span(now - instrument.LastTime) > Range ? instrument.LastTime : now, Range);
    }

    private string AddressOf(InstrumentName name) => QueryAddress.To(
        "/metrics", ("service", name.Service), ("meter", name.Meter), ("name", name.Name), ("range", RangeText),
        ("replica", Value("replica")), ("split", Value("split")));

    private static double Percentile(string? text) =>
        ChartReader.Percentiles.FirstOrDefault(part => $"{part * 100:0}" == text) is > 0 and var part ? part : ChartReader.Percentiles[^1];

    private string? Value(string name) => Http!.Request.Query[name] is { Count: > 0 } values && !string.IsNullOrEmpty(values[0]) ? values[0] : null;
}
