using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data.Catalog;

namespace ScaleApp.Worker.Catalog;

/// <inheritdoc cref="ICatalogInvalidationJob"/>
internal sealed class CatalogInvalidationJob(HybridCache cache) : ICatalogInvalidationJob
{
    public Task InvalidateAsync(int[] products, CancellationToken ct) => cache.InvalidateProductsAsync(products, ct);
}
