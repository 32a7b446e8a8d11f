namespace ScaleApp.Data.Catalog;

/// <summary>Invalidates changed products on every replica; run by the worker.</summary>
/// <remarks>
/// Enqueued with the change (<see cref="CatalogInvalidation.EnqueueInvalidation"/>). The replica that made the change invalidates at once as
/// well; the job covers a replica that died before that, or Redis being unavailable.
/// </remarks>
public interface ICatalogInvalidationJob
{
    /// <summary>May run more than once: an invalidated product is read again.</summary>
    Task InvalidateAsync(int[] products, CancellationToken ct);
}
