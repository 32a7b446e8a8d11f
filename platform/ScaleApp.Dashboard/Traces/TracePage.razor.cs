using System.Globalization;
using Microsoft.AspNetCore.Components;
using ScaleApp.Dashboard.Components;
using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Identity;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Dashboard.Traces;

/// <summary>One trace as a waterfall, with the details of one of its spans beside it.</summary>
public sealed partial class TracePage
{
    private const int Limit = 5_000;
    private static readonly int[] Ticks = [0, 25, 50, 75];

    private Waterfall? _waterfall;
    private SpanNode? _selected;
    private int _skip;

    [CascadingParameter]
    public HttpContext? Http { get; set; }

    /// <summary>The trace's id, from the route.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery]
    public string? Span { get; set; }

    [SupplyParameterFromQuery]
    public string? Skip { get; set; }

    [Inject]
    internal TraceStore Store { get; set; } = null!;

    [Inject]
    internal Replicas Replicas { get; set; } = null!;

    private string Lead => $"{UnixNano.Time(_waterfall!.State.Start):yyyy-MM-dd HH:mm:ss.fff} UTC, {Durations.Text(_waterfall.State.Duration)}, "
        + $"{Units.Count(_waterfall.Nodes.Count)} spans" + (_waterfall.State.Errors > 0 ? $", {_waterfall.State.Errors} with errors" : "");

    protected override void OnParametersSet()
    {
        if (TelemetryId.TryParseTrace(Id, out var id) && Store.Find(id) is { } trace)
        {
            _waterfall = new(trace, Replicas);
            _selected = TelemetryId.TryParseSpan(Span, out var span) ? _waterfall.Find(span) : null;
            _skip = int.TryParse(Skip, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted < _waterfall.Nodes.Count ? wanted : 0;
        }
    }
}
