using ScaleApp.Dashboard.Live;
using ScaleApp.Dashboard.Otlp.Wire;

namespace ScaleApp.Dashboard.Telemetry;

/// <summary>What a request of OTLP is about.</summary>
internal enum OtlpSignal : byte
{
    Traces = 1,
    Metrics = 2,
    Logs = 3,
}

internal static class OtlpSignals
{
    public static OtlpMessage Request(this OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => SpanMessages.TracesRequest,
        OtlpSignal.Logs => SpanMessages.LogsRequest,
        _ => MetricMessages.MetricsRequest,
    };

    /// <summary>What pages that show it listen to.</summary>
    public static string Topic(this OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => LiveTopics.Traces,
        OtlpSignal.Logs => LiveTopics.Logs,
        _ => LiveTopics.Metrics,
    };
}
