using Hangfire;

namespace ScaleApp.Data.Jobs;

/// <summary>Enqueues a recurring job because an administrator asks for it.</summary>
public interface IRecurringJobTrigger
{
    /// <summary>Does nothing if the recurring job <paramref name="id"/> does not exist. As any job, it may run twice.</summary>
    [Queue(JobQueues.Critical)]
    Task TriggerAsync(string id, CancellationToken ct);
}

/// <summary>Where jobs wait. A worker takes them in this order; digests, exports and pictures have workers of their own.</summary>
public static class JobQueues
{
    public const string Critical = "critical";

    public const string Default = "default";

    public const string Digests = "digests";

    public const string Exports = "exports";

    public const string Pictures = "pictures";
}
