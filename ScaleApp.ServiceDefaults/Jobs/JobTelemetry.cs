using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hangfire.Client;
using Hangfire.Common;
using Hangfire.Server;
using Hangfire.States;
using Hangfire.Storage;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>Traces a job from the request that enqueued it to its run, and counts jobs.</summary>
/// <remarks>
/// Spans follow OpenTelemetry's conventions for messaging. The trace travels in a job parameter, which the outbox sets when it hands
/// over a job for a request. Arguments are not recorded: they may name a person.
/// </remarks>
internal sealed class JobTelemetry : IClientFilter, IServerFilter, IApplyStateFilter
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "ScaleApp.Jobs";

    internal const string TraceParent = "traceparent";

    private const string SpanItem = Name + ".span";
    private const string StartItem = Name + ".start";

    private static readonly ActivitySource Source = new(Name);

    private readonly TimeProvider _time;
    private readonly Counter<long> _enqueued, _succeeded, _failed, _retried;
    private readonly Histogram<double> _run, _wait;

    public JobTelemetry(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(Name);
        _enqueued = meter.CreateCounter<long>("jobs.enqueued", "{job}", "Jobs that were created.");
        _succeeded = meter.CreateCounter<long>("jobs.succeeded", "{job}", "Jobs that succeeded.");
        _failed = meter.CreateCounter<long>("jobs.failed", "{job}", "Jobs that failed for good, retries used up.");
        _retried = meter.CreateCounter<long>("jobs.retried", "{job}", "Attempts that failed and are repeated.");
        _run = meter.CreateHistogram<double>("jobs.run.duration", "s", "How long an attempt ran.");
        _wait = meter.CreateHistogram<double>("jobs.wait.duration", "s", "From a job's creation to its first attempt.");
    }

    public void OnCreating(CreatingContext context)
    {
        var queue = QueueOf(context.Job, context.InitialState);
        ActivityContext.TryParse(context.GetJobParameter<string?>(TraceParent), null, isRemote: true, out var parent);
        var span = Source.StartActivity($"send {queue}", ActivityKind.Producer, parent);
        Describe(span, context.Job, "send", queue);
        if ((span ?? Activity.Current)?.Id is { } trace)
        {
            context.SetJobParameter(TraceParent, trace);
        }

        context.Items[SpanItem] = span!;
    }

    public void OnCreated(CreatedContext context)
    {
        var span = context.Items[SpanItem] as Activity;
        span?.SetTag("messaging.message.id", context.BackgroundJob?.Id);
        End(span, context.Exception);
        if (context.BackgroundJob is not null)
        {
            _enqueued.Add(1, Tag("job", NameOf(context.Job)), Tag("queue", QueueOf(context.Job, context.InitialState)));
        }
    }

    public void OnPerforming(PerformingContext context)
    {
        var job = context.BackgroundJob.Job;
        ActivityContext.TryParse(context.GetJobParameter<string?>(TraceParent, allowStale: true), null, isRemote: true, out var parent);
        var span = Source.StartActivity($"process {NameOf(job)}", ActivityKind.Consumer, parent);
        Describe(span, job, "process", QueueOf(job, null));
        span?.SetTag("messaging.message.id", context.BackgroundJob.Id);
        context.Items[SpanItem] = span!;
        context.Items[StartItem] = _time.GetTimestamp();

        if (context.GetJobParameter<int>("RetryCount", allowStale: true) == 0)
        {
            _wait.Record((_time.GetUtcNow().UtcDateTime - context.BackgroundJob.CreatedAt).TotalSeconds, Tag("job", NameOf(job)));
        }
    }

    public void OnPerformed(PerformedContext context)
    {
        var error = context.Exception?.InnerException ?? context.Exception;
        var tags = new TagList { { "job", NameOf(context.BackgroundJob.Job) } };
        if (error is not null)
        {
            tags.Add("error.type", error.GetType().FullName);
        }

        _run.Record(_time.GetElapsedTime((long)context.Items[StartItem]).TotalSeconds, tags);
        End(context.Items[SpanItem] as Activity, error);
    }

    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        var job = context.BackgroundJob.Job is { } known ? NameOf(known) : "unknown";
        switch (context.NewState)
        {
            case SucceededState:
                _succeeded.Add(1, Tag("job", job));
                break;
            case FailedState failed:
                _failed.Add(1, Tag("job", job), Tag("error.type", failed.Exception.GetType().FullName));
                break;
            case ScheduledState or EnqueuedState when context.OldStateName == ProcessingState.StateName:
                _retried.Add(1, Tag("job", job));
                break;
        }
    }

    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
    }

    private static string NameOf(Job job) => $"{job.Type.Name}.{job.Method.Name}";

    private static string QueueOf(Job job, IState? state) => (state as EnqueuedState)?.Queue ?? job.Queue ?? EnqueuedState.DefaultQueue;

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    private static void Describe(Activity? span, Job job, string operation, string queue) => span?
        .SetTag("messaging.system", "hangfire")
        .SetTag("messaging.operation.name", operation)
        .SetTag("messaging.operation.type", operation)
        .SetTag("messaging.destination.name", queue)
        .SetTag("code.function.name", $"{job.Type.FullName}.{job.Method.Name}");

    private static void End(Activity? span, Exception? error)
    {
        // Only the type: the message of a mail server's refusal may contain an address.
        if (error is not null)
        {
            span?.SetTag("error.type", error.GetType().FullName).SetStatus(ActivityStatusCode.Error);
        }

        span?.Dispose();
    }
}
