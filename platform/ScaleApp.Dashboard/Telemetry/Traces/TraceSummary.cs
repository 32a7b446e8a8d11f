using ScaleApp.Dashboard.Telemetry.Identity;

namespace ScaleApp.Dashboard.Telemetry.Traces;

/// <summary>A trace as a line of a list.</summary>
/// <param name="State">Its times and counts.</param>
/// <param name="Name">The name of its first span.</param>
/// <param name="Root">Who began it.</param>
/// <param name="IsComplete">Whether the span that began it is held; else it is still to come, or has made room.</param>
/// <param name="Services">Who took part, most spans first.</param>
internal sealed record TraceSummary(TraceState State, string Name, TelemetryResource Root, bool IsComplete, IReadOnlyList<TraceService> Services)
{
    public static TraceSummary Of(in TraceView trace)
    {
        var services = new Dictionary<string, TraceService>(StringComparer.Ordinal);
        long? root = null;
        foreach (var sequence in trace.Sequences())
        {
            ref readonly var span = ref trace[sequence];
            if (!services.TryGetValue(span.Resource.Service, out var service))
            {
                services.Add(span.Resource.Service, service = new(span.Resource.Service));
            }

            service.Count(span.Resource);
            root = root is { } best && !IsEarlier(span, trace[best]) ? best : sequence;
        }

        ref readonly var first = ref trace[root ?? throw new InvalidOperationException("A trace without spans is not one.")];
        return new(trace.State, SpanReader.Name(first.Message.Bytes), first.Resource, first.ParentId == 0,
            [.. services.Values.OrderByDescending(service => service.Spans)]);
    }

    /// <summary>A span without a parent began the trace; clocks of replicas differ, so it need not seem the earliest.</summary>
    private static bool IsEarlier(in SpanRecord span, in SpanRecord best) =>
        (span.ParentId == 0) == (best.ParentId == 0) ? span.Start < best.Start : span.ParentId == 0;
}

/// <summary>A service's part in a trace.</summary>
internal sealed class TraceService(string name)
{
    private readonly HashSet<string> _replicas = [];

    public string Name => name;

    public int Spans { get; private set; }

    public IReadOnlyCollection<string> Replicas => _replicas;

    public void Count(TelemetryResource resource)
    {
        Spans++;
        if (resource.Replica.Length > 0)
        {
            _replicas.Add(resource.Replica);
        }
    }
}
