using ScaleApp.Api.Catalog;
using ScaleApp.Redis;

namespace ScaleApp.Api.Orders;

/// <summary>Makes every replica forget what it knew of stocks and best sellers when orders change them.</summary>
internal sealed partial class Sales(CatalogCache cache, ILogger<Sales> logger)
{
    /// <summary>
    /// To be called after the commit, and not cancelled with the request: the order stands. Nor does it fail when Redis is away; what is
    /// cached then is as old as the cache lets it be.
    /// </summary>
    public async Task AnnounceAsync()
    {
        try
        {
            await cache.EndUpdateAsync(await cache.BeginUpdateAsync(CancellationToken.None));
        }
        catch (RedisUnavailableException error)
        {
            LogFailed(error.Message);
        }
    }

    [LoggerMessage(6200, LogLevel.Warning, "The best sellers are late by as much as they are cached, because a sale could not be told: {Reason}")]
    private partial void LogFailed(string reason);
}
