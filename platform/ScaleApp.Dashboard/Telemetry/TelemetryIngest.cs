using System.Runtime.InteropServices;
using ScaleApp.Dashboard.Live;
using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Persistence;
using ScaleApp.Dashboard.Telemetry.Identity;
using ScaleApp.Dashboard.Telemetry.Logs;
using ScaleApp.Dashboard.Telemetry.Metrics;
using ScaleApp.Dashboard.Telemetry.Storage;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Dashboard.Telemetry;

/// <summary>Takes in requests of OTLP, wherever they come from: the network, a recorded run, an imported file.</summary>
internal sealed class TelemetryIngest(TraceStore traces, LogStore logs, MetricStore metrics, Replicas replicas, LiveChanges changes,
    RunRecorder recorder, TimeProvider time)
{
    private readonly Identities _identities = new();

    /// <param name="signal">What the request is about.</param>
    /// <param name="request">Its message in protobuf. It is kept, and must not change.</param>
    /// <exception cref="MalformedMessageException">Not such a request; nothing of it was taken in.</exception>
    public IngestResult Take(OtlpSignal signal, byte[] request)
    {
        MessageCheck.Verify(request, signal.Request());
        var count = new IngestCount();
        switch (signal)
        {
            case OtlpSignal.Traces:
                TakeTraces(request, count);
                break;
            case OtlpSignal.Logs:
                TakeLogs(request, count);
                break;
            default:
                TakeMetrics(request, count);
                break;
        }

        recorder.Record(signal, request);
        changes.Raise(signal.Topic());
        return count.Result();
    }

    private void TakeTraces(byte[] request, IngestCount count)
    {
        var spans = new List<SpanRecord>();
        RequestReader.Visit(request, _identities, (resource, scope, message) =>
        {
            if (SpanReader.TryRead(request, message, resource, scope, out var span, out var reason))
            {
                replicas.Saw(resource);
                spans.Add(span);
                count.Accept();
            }
            else
            {
                count.Reject(reason);
            }
        });
        traces.Add(CollectionsMarshal.AsSpan(spans), request.Length);
    }

    private void TakeLogs(byte[] request, IngestCount count)
    {
        var now = UnixNano.From(time.GetUtcNow());
        var records = new List<LogRecord>();
        RequestReader.Visit(request, _identities, (resource, scope, message) =>
        {
            replicas.Saw(resource);
            records.Add(LogReader.Read(request, message, resource, scope, now));
            count.Accept();
        });
        logs.Add(CollectionsMarshal.AsSpan(records), request.Length);
    }

    private void TakeMetrics(byte[] request, IngestCount count)
    {
        lock (metrics.Gate)
        {
            var reader = new MetricReader(metrics, time, count);
            RequestReader.Visit(request, _identities, (resource, scope, message) =>
            {
                replicas.Saw(resource);
                reader.Read(resource, scope, message);
            });
        }
    }
}
