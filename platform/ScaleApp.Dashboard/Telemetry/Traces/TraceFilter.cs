using System.Text;
using ScaleApp.Dashboard.Telemetry.Attributes;

namespace ScaleApp.Dashboard.Telemetry.Traces;

/// <summary>Which traces are asked for. What concerns spans must be true of one and the same span.</summary>
internal sealed record TraceFilter
{
    private static readonly byte[] RouteKey = Encoding.UTF8.GetBytes("http.route");

    /// <summary>A service that took part; null for any.</summary>
    public string? Service { get; init; }

    /// <summary>A replica that took part; null for any.</summary>
    public string? Replica { get; init; }

    /// <summary>Part of a span's name or of its <c>http.route</c>; null for any.</summary>
    public string? Route { get; init; }

    /// <summary>Whether something failed; null for either.</summary>
    public bool? HasErrors { get; init; }

    public TimeSpan MinDuration { get; init; }

    /// <summary>Leaves out what nobody asked for (<see cref="TraceState.IsBackground"/>), unless it failed.</summary>
    public bool HidesBackground { get; init; }

    /// <inheritdoc cref="AttributeFilter"/>
    public AttributeFilter? Attributes { get; init; }

    private bool AsksForSpans => Service is not null || Replica is not null || Route is not null || Attributes is not null;

    public bool Matches(in TraceState trace) =>
        trace.Duration >= MinDuration
        && !(HidesBackground && trace.IsBackground && trace.Errors == 0)
        && (HasErrors is null || HasErrors == trace.Errors > 0);

    /// <summary>Looks at the spans only when the filter asks for something of them.</summary>
    public bool Matches(in TraceView trace)
    {
        if (!AsksForSpans)
        {
            return true;
        }

        foreach (var sequence in trace.Sequences())
        {
            if (Matches(trace[sequence]))
            {
                return true;
            }
        }

        return false;
    }

    private bool Matches(in SpanRecord span) =>
        (Service is null || span.Resource.Service == Service)
        && (Replica is null || span.Resource.Replica == Replica)
        && (Route is null || HasRoute(span))
        && (Attributes is null || Attributes.Matches(span.Message.Bytes, SpanReader.Attributes, span.Resource.Attributes));

    private bool HasRoute(in SpanRecord span) =>
        SpanReader.Name(span.Message.Bytes).Contains(Route!, StringComparison.OrdinalIgnoreCase)
        || AttributeList.Find(span.Message.Bytes, SpanReader.Attributes, RouteKey)?.Contains(Route!, StringComparison.OrdinalIgnoreCase) == true;
}
