using ScaleApp.Jobs;

namespace ScaleApp.Worker.Digests;

/// <summary>The recurring job that sends the digest of its occurrence.</summary>
internal sealed class DailyDigestJob(IJobContext job, DailyDigest digest)
{
    /// <summary>What the recurring job is called.</summary>
    public const string Id = "daily-digest";

    public Task RunAsync(CancellationToken ct) => digest.RunAsync(
        job.Occurrence ?? throw new InvalidOperationException(
            $"The digest belongs to an occurrence: trigger the recurring job '{Id}' instead of enqueueing {nameof(DailyDigestJob)}."),
        ct);
}
