using Microsoft.Extensions.Logging.Abstractions;
using ScaleApp.Dashboard.Live;
using ScaleApp.Dashboard.Persistence;
using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Identity;
using ScaleApp.Dashboard.Telemetry.Logs;
using ScaleApp.Dashboard.Telemetry.Metrics;
using ScaleApp.Dashboard.Telemetry.Traces;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Dashboard.Telemetry;

/// <summary>The stores of one dashboard, without its pages and ports.</summary>
internal sealed class TestStore
{
    public TestStore(TelemetryOptions? options = null)
    {
        options ??= new();
        Traces = new(options);
        Logs = new(options);
        Metrics = new(options, Time);
        Ingest = new(Traces, Logs, Metrics, Replicas, new LiveChanges(), new RunRecorder(options, NullLogger<RunRecorder>.Instance), Time);
    }

    public VirtualTime Time { get; } = new(Sample.Epoch + TimeSpan.FromDays(1));

    public TraceStore Traces { get; }

    public LogStore Logs { get; }

    public MetricStore Metrics { get; }

    public Replicas Replicas { get; } = new();

    public TelemetryIngest Ingest { get; }

    public IngestResult Send(OtlpSignal signal, byte[] request) => Ingest.Take(signal, request);
}
