using System.Globalization;
using ScaleApp.Dashboard.Components;
using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Identity;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Dashboard.Traces;

/// <summary>Where the spans of a trace stand on the time that it took.</summary>
internal sealed class Waterfall(TraceView trace, Replicas replicas)
{
    private const int DeepestIndent = 24;

    // Something that took no time at all is still to be seen.
    private const double Thinnest = 0.15;

    private readonly long _length = Math.Max(1, trace.State.End - trace.State.Start);

    public TraceState State => trace.State;

    public IReadOnlyList<SpanNode> Nodes { get; } = SpanTree.Of(trace);

    /// <summary>The replicas that took part, in the order in which they did.</summary>
    public IEnumerable<TelemetryResource> Resources =>
        Nodes.Select(node => node.Span.Resource).DistinctBy(resource => (resource.Service, resource.Replica));

    public static string Indent(SpanNode node) => $"d{Math.Min(node.Depth, DeepestIndent)}";

    public string Color(SpanNode node) => ServiceColor.Of(replicas.NumberOf(node.Span.Resource.Service));

    public string Left(SpanNode node) => Percent(Math.Min(Share(node.Span.Start - State.Start), 100 - Thinnest));

    public string Width(SpanNode node) => Percent(Math.Max(Thinnest, Share(node.Span.End - node.Span.Start)));

    public TimeSpan At(int percent) => UnixNano.Span(_length / 100 * percent);

    public SpanNode? Find(ulong span) => Nodes.FirstOrDefault(node => node.Span.SpanId == span);

    private double Share(long length) => 100.0 * length / _length;

    private static string Percent(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
