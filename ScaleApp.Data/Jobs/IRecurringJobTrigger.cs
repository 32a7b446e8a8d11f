using Hangfire;

namespace ScaleApp.Data.Jobs;

/// <summary>Enqueues a recurring job because an administrator asks for it.</summary>
public interface IRecurringJobTrigger
{
    /// <summary>Does nothing if the recurring job <paramref name="id"/> does not exist. As any job, it may run twice.</summary>
    [Queue(JobQueues.Critical)]
    Task TriggerAsync(string id, CancellationToken ct);
}
