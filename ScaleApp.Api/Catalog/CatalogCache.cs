using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data.Catalog;
using ScaleApp.Redis;

namespace ScaleApp.Api.Catalog;

/// <summary>What all replicas remember of the catalogue, by which names, and how it is forgotten.</summary>
internal sealed partial class CatalogCache(HybridCache cache, ILogger<CatalogCache> logger)
{
    private static readonly string[] BestSellersTags = [CatalogInvalidation.BestSellersTag];

    /// <summary>The best sellers, from memory, Redis or <paramref name="query"/>, which must not use what ends with a request.</summary>
    public ValueTask<CachedJson> BestSellersAsync<TState>(
        int count, TState state, Func<TState, CancellationToken, ValueTask<CachedJson>> query, CancellationToken ct) =>
        cache.GetOrCreateAsync($"best-sellers:{count}", state, query, tags: BestSellersTags, cancellationToken: ct);

    /// <inheritdoc cref="BestSellersAsync"/>
    public ValueTask<ProductDetails?> ProductAsync<TState>(
        int id, TState state, Func<TState, CancellationToken, ValueTask<ProductDetails?>> query, CancellationToken ct) =>
        cache.GetOrCreateAsync(CatalogInvalidation.KeyOf(id), state, query, cancellationToken: ct);

    /// <summary>
    /// Makes every replica forget products whose change is committed, and the best sellers. It goes on when the caller does not; when
    /// nobody can be told now, a worker tells them by what was committed with the change.
    /// </summary>
    public async Task ForgetChangedAsync(params IEnumerable<int> products)
    {
        try
        {
            await cache.InvalidateProductsAsync(products, CancellationToken.None);
        }
        catch (RedisUnavailableException error)
        {
            LogNotForgotten(error.Message);
        }
    }

    [LoggerMessage(6050, LogLevel.Warning, "A change of products could not be told to the other replicas at once; a worker does when Redis is back: {Reason}")]
    private partial void LogNotForgotten(string reason);
}
