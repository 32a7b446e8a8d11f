namespace ScaleApp.Data.Caching;

/// <summary>Invalidates cached entries on every replica; run by the worker.</summary>
/// <remarks>
/// Enqueued with the change (<see cref="SharedEntries.EnqueueInvalidation"/>). The replica that made the change invalidates at once as well;
/// the job covers its death and an unavailable Redis.
/// </remarks>
public interface ICacheInvalidationJob
{
    /// <summary>Invalidates now, and once more ten seconds later. May run more than once: an invalidated entry is read again.</summary>
    Task InvalidateAsync(string[] tags, CancellationToken ct);

    /// <summary>Invalidates the second time.</summary>
    Task InvalidateAgainAsync(string[] tags, CancellationToken ct);
}
