using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data.Catalog;

namespace ScaleApp.Worker.Catalog;

/// <inheritdoc cref="ICatalogChangeJob"/>
internal sealed class CatalogChangeJob(HybridCache cache) : ICatalogChangeJob
{
    public Task TellAsync(int[] products, CancellationToken ct) => cache.ForgetProductsAsync(products, ct);
}
