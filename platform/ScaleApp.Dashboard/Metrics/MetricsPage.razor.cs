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
    private static readonly TimeSpan DefaultRange = TimeSpan.FromMinutes(5);

    private IReadOnlyList<InstrumentSummary> list = [];
    private IReadOnlyList<string> services = [];
    private string? service;
    private InstrumentChoices? chosen;
    private ChartQuery? query;
    private Chart? chart;

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

    private string KindText => chosen!.Instrument.Kind switch
    {
        MetricKind.Counter => "counter, a second",
        MetricKind.Histogram when query!.AsRate => "histogram, measurements a second",
        MetricKind.Histogram => "histogram, percentiles",
        MetricKind.Summary => "summary, quantiles of the service's own",
        _ => "level",
    };

    protected override void OnParametersSet()
    {
        list = Instruments.Of(service: null);
        services = [.. list.Select(one => one.Name.Service).Distinct()];
        service = Value("service") ?? (services is [var first, ..] ? first : null);
        var name = Name is { } given ? new InstrumentName(service ?? "", Value("meter") ?? "", given) : FirstOf(service);
        chosen = Instruments.Find(name);
        if (chosen is not null)
        {
            query = new(name, Grid(chosen.Instrument))
            {
                Replica = Value("replica"),
                Split = Value("split"),
                AsRate = Value("show") == "rate",
                Percentile = Percentile(Value("p")),
            };
            chart = Charts.Read(query);
        }
    }

    /// <summary>A known one of interest, so that the page is never empty where there is something to see.</summary>
    private InstrumentName FirstOf(string? service)
    {
        var own = list.Where(one => one.Name.Service == service).ToArray();
        return (own.FirstOrDefault(one => one.Name.Name == "http.server.request.duration") ?? own.FirstOrDefault())?.Name ?? default;
    }

    /// <summary>Until now; for a run that was opened from a file, until its data end.</summary>
    private TimeGrid Grid(InstrumentSummary instrument)
    {
        var now = UnixNano.From(Time.GetUtcNow());
        return UnixNano.Span(now - instrument.LastTime) > Range ? TimeGrid.Through(instrument.LastTime, Range) : TimeGrid.Until(now, Range);
    }

    private string AddressOf(InstrumentName name) => QueryAddress.To(
        "/metrics", ("service", name.Service), ("meter", name.Meter), ("name", name.Name), ("range", RangeText),
        ("replica", Value("replica")), ("split", Value("split")));

    private static double Percentile(string? text) =>
        ChartReader.Percentiles.FirstOrDefault(part => $"{part * 100:0}" == text) is > 0 and var part ? part : ChartReader.Percentiles[^1];

    private string? Value(string name) => Http!.Request.Query[name] is { Count: > 0 } values && !string.IsNullOrEmpty(values[0]) ? values[0] : null;
}
