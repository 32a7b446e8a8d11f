using System.Diagnostics;

namespace ScaleApp.Jobs;

/// <summary>Spans of jobs, by OpenTelemetry's conventions for messaging: the queue is the destination, the job the message.</summary>
internal static class JobSpans
{
    private const string System = "scaleapp_jobs";

    /// <summary>The span of creating jobs; null when nobody listens.</summary>
    public static Activity? Send(string queue, int count, NewJob? job)
    {
        if (!JobMetrics.Source.HasListeners())
        {
            return null;
        }

        var span = JobMetrics.Source.StartActivity($"send {queue}", ActivityKind.Producer);
        Describe(span, "send", queue, job?.FullId);
        if (count > 1)
        {
            span?.SetTag("messaging.batch.message_count", count);
        }

        return span;
    }

    /// <summary>The span of an attempt, which continues the trace of whoever created the job.</summary>
    public static Activity? Process(TakenJob job, string server)
    {
        if (!JobMetrics.Source.HasListeners())
        {
            return null;
        }

        ActivityContext.TryParse(job.Record.TraceParent, null, isRemote: true, out var parent);
        var span = JobMetrics.Source.StartActivity($"process {job.Id.Queue}", ActivityKind.Consumer, parent);
        Describe(span, "process", job.Id.Queue, job.Id.ToString());
        if (span is { IsAllDataRequested: true })
        {
            var invocation = job.Record.Invocation;
            span.SetTag("messaging.consumer.group.name", server)
                .SetTag("job.type", invocation.Type).SetTag("job.method", invocation.Method).SetTag("job.attempt", job.Attempt);
        }

        return span;
    }

    public static void Fail(Activity? span, Exception error)
    {
        span?.SetStatus(ActivityStatusCode.Error, error.Message).SetTag("error.type", error.GetType().FullName);
        span?.AddException(error);
    }

    private static void Describe(Activity? span, string operation, string queue, string? id) => span?
        .SetTag("messaging.system", System)
        .SetTag("messaging.operation.type", operation)
        .SetTag("messaging.operation.name", operation)
        .SetTag("messaging.destination.name", queue)
        .SetTag("messaging.message.id", id);
}
