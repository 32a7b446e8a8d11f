using Hangfire;

namespace ScaleApp.Data.Jobs;

/// <summary>Enqueues a recurring job because an administrator asks for it.</summary>
public interface IRecurringJobTrigger
{
    /// <summary>May run twice, as every job. Does nothing when there is no recurring job <paramref name="id"/>.</summary>
    [Queue(JobQueues.Critical)]
    Task TriggerAsync(string id, CancellationToken ct);
}
