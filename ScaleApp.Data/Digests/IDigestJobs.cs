using Hangfire;
using Hangfire.Server;
using ScaleApp.Data.Jobs;

namespace ScaleApp.Data.Digests;

/// <summary>Plans digests: which occurrence goes out, and in which chunks.</summary>
public interface IDigestJob
{
    const string RecurringId = "daily-digest";

    /// <summary>The name of the recurring job that finds what was lost.</summary>
    const string ReconciliationId = "digest-reconciliation";

    /// <summary>Plans the occurrence for which the recurring job fired. Hangfire passes <paramref name="context"/>.</summary>
    /// <remarks>The schedule travels with the job, because workers of two versions may run during a deploy.</remarks>
    [Queue(JobQueues.Critical)]
    Task PlanAsync(string cron, string timeZone, PerformContext? context, CancellationToken ct);

    /// <summary>Plans the last occurrence, or resumes it. An administrator's request enqueues it.</summary>
    [Queue(JobQueues.Critical)]
    Task ResumeAsync(CancellationToken ct);

    /// <summary>Plans again what a lost job or a flushed Redis left undone.</summary>
    [Queue(JobQueues.Critical)]
    Task ReconcileAsync(CancellationToken ct);
}

public interface IDigestChunkJob
{
    /// <summary>May run twice or at the same time: each recipient is claimed in the database.</summary>
    [Queue(JobQueues.Digests)]
    // The reconciliation goes on after the last attempt, for as long as mail is unavailable.
    [AutomaticRetry(Attempts = 3, DelaysInSeconds = [5, 15, 30], OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    Task SendAsync(DateTimeOffset occurrence, int first, int last, CancellationToken ct);
}
