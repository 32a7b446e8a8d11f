namespace ScaleApp.Jobs;

/// <summary>The running job, for the job itself: a parameter of its method, or injected into its class.</summary>
public interface IJobContext
{
    /// <summary>The job's id, the same at every attempt: what effects are made idempotent by.</summary>
    string JobId { get; }

    /// <summary>The queue it was taken from.</summary>
    string Queue { get; }

    /// <summary>Which attempt this is, from 1. An attempt that a shutdown interrupted is not counted.</summary>
    int Attempt { get; }

    /// <summary>
    /// Grows with every taking of a job of this queue: a store that refuses a smaller number than it has seen for a job is safe
    /// from a worker that was stopped, lost its lease and woke up again.
    /// </summary>
    long FencingToken { get; }

    /// <summary>When the job should have run, for a run of a recurring job; null otherwise.</summary>
    DateTimeOffset? Occurrence { get; }

    /// <summary>The id of that recurring job; null otherwise.</summary>
    string? RecurringJobId { get; }

    /// <summary>Fires when the job is deleted, its time is over, its lease is lost, or its worker shuts down.</summary>
    CancellationToken CancellationToken { get; }

    /// <summary>Shows how far the job is, in per cent. Sent at most a few times a second; the last value always is.</summary>
    void ReportProgress(double percent);

    /// <summary>Keeps a line with the job, cut at 4,000 characters; the last 1,000 lines of a job are kept.</summary>
    void Log(string line);
}
