namespace ScaleApp.Data.Catalog;

/// <summary>Makes every replica forget products that were changed; run by the worker.</summary>
/// <remarks>
/// Enqueued with the change (<see cref="CatalogChanges.RecordChanged"/>). Whoever made the change tells of it at once as well; this is for
/// when it died before it could, or Redis was away.
/// </remarks>
public interface ICatalogChangeJob
{
    /// <summary>May run more than once: what was forgotten is read again.</summary>
    Task TellAsync(int[] products, CancellationToken ct);
}
