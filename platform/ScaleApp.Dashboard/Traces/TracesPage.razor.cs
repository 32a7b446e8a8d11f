using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using ScaleApp.Dashboard.Telemetry.Attributes;
using ScaleApp.Dashboard.Telemetry.Storage;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Dashboard.Traces;

/// <summary>The traces that are held, newest first; every filter is in the address.</summary>
public sealed partial class TracesPage
{
    private const int Limit = 100;

    private TraceList _page = new([], HasMore: false);
    private StoreUsage _usage;
    private TimeSpan _longest;

    [CascadingParameter]
    public HttpContext? Http { get; set; }

    [Inject]
    public IOptions<DashboardOptions> Options { get; set; } = null!;

    [SupplyParameterFromQuery]
    public string? Service { get; set; }

    [SupplyParameterFromQuery]
    public string? Replica { get; set; }

    [SupplyParameterFromQuery]
    public string? Route { get; set; }

    /// <summary>error, ok, or nothing for both.</summary>
    [SupplyParameterFromQuery]
    public string? Status { get; set; }

    /// <summary>Milliseconds.</summary>
    [SupplyParameterFromQuery]
    public string? Min { get; set; }

    [SupplyParameterFromQuery]
    public string? Attribute { get; set; }

    /// <summary>all, or nothing for what somebody asked for.</summary>
    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    [SupplyParameterFromQuery]
    public string? Before { get; set; }

    private string Endpoint => $"{Options.Value.Otlp.HttpUrl ?? Options.Value.Otlp.GrpcUrl}";

    protected override void OnParametersSet()
    {
        var filter = new TraceFilter
        {
            Service = Filled(Service),
            Replica = Filled(Replica),
            Route = Filled(Route),
            HasErrors = Status switch { "error" => true, "ok" => false, _ => null },
            HidesBackground = Show != "all",
            MinDuration = Milliseconds(Min),
            Attributes = AttributeFilter.Parse(Attribute),
        };
        var before = long.TryParse(Before, CultureInfo.InvariantCulture, out var order) ? order : long.MaxValue;
        _page = new TraceSearch(Store).Find(filter, Limit, before, Http!.RequestAborted);
        _usage = Store.Usage();
        _longest = _page.Traces.Select(trace => trace.State.Duration).DefaultIfEmpty().Max();
    }

    private static string? Filled(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static TimeSpan Milliseconds(string? text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 1e12
            ? TimeSpan.FromMilliseconds(count)
            : TimeSpan.Zero;

    private string Share(TraceSummary trace) =>
        _longest == TimeSpan.Zero ? "0" : (100 * trace.State.Duration / _longest).ToString("0.##", CultureInfo.InvariantCulture);
}
