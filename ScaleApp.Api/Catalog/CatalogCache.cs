using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Redis;

namespace ScaleApp.Api.Catalog;

/// <summary>What all replicas remember of the catalogue, by which names, and how it is forgotten.</summary>
internal sealed partial class CatalogCache(HybridCache cache, ILogger<CatalogCache> logger)
{
    private const string BestSellersTag = "best-sellers";

    private static readonly string[] BestSellersTags = [BestSellersTag];

    /// <summary>The best sellers, from memory, Redis or <paramref name="query"/>, which must not use what ends with a request.</summary>
    public ValueTask<CachedJson> BestSellersAsync<TState>(
        int count, TState state, Func<TState, CancellationToken, ValueTask<CachedJson>> query, CancellationToken ct) =>
        cache.GetOrCreateAsync($"best-sellers:{count}", state, query, tags: BestSellersTags, cancellationToken: ct);

    /// <inheritdoc cref="BestSellersAsync"/>
    public ValueTask<ProductDetails?> ProductAsync<TState>(
        int id, TState state, Func<TState, CancellationToken, ValueTask<ProductDetails?>> query, CancellationToken ct) =>
        cache.GetOrCreateAsync(KeyOf(id), state, query, cancellationToken: ct);

    /// <summary>
    /// Makes every replica forget these products and the best sellers. Called when a change is committed; what was read before is
    /// not remembered by anybody from then on.
    /// </summary>
    /// <exception cref="RedisUnavailableException">Redis is away: nobody could be told.</exception>
    public async Task ForgetAsync(IEnumerable<int> products, CancellationToken ct)
    {
        await cache.RemoveAsync(products.Select(KeyOf), ct);
        await cache.RemoveByTagAsync(BestSellersTag, ct);
    }

    /// <summary>
    /// The same for a change that is made already and cannot be taken back: it goes on when the caller does not, and when
    /// nobody can be told, the old answers last until they expire.
    /// </summary>
    public async Task ForgetChangedAsync(params IEnumerable<int> products)
    {
        try
        {
            await ForgetAsync(products, CancellationToken.None);
        }
        catch (RedisUnavailableException error)
        {
            LogNotForgotten(error.Message);
        }
    }

    private static string KeyOf(int product) => $"product:{product}";

    [LoggerMessage(6050, LogLevel.Error, "A change of products could not be told to the other replicas, which may show what was before for five minutes: {Reason}")]
    private partial void LogNotForgotten(string reason);
}
