using ZiggyCreatures.Caching.Fusion;

namespace ScaleApp.ServiceDefaults.Caching;

/// <summary>Gives each fill an expiration of its own, from three quarters of <see cref="CacheOptions.Expiration"/> up to all of it.</summary>
/// <remarks>
/// Entries that are filled together, as after a start, would expire together, and a replica with little of a processor stands still while it fills
/// them again. FusionCache's jitter does not help: it lengthens how long a replica keeps an entry in memory by as much.
/// </remarks>
internal sealed class SpreadExpiration(FusionCacheEntryOptions standard) : FusionCacheEntryOptionsProvider
{
    private const int Steps = 64;

    private readonly FusionCacheEntryOptions[] _spread = [.. Enumerable.Range(0, Steps).Select(step =>
        standard.Duplicate(standard.Duration * (1 - (step / (4.0 * Steps)))))];

    /// <inheritdoc/>
    public override FusionCacheEntryOptions GetEntryOptions(FusionCacheEntryOptionsProviderContext ctx, string key, out bool canMutate)
    {
        canMutate = false;
        return _spread[Random.Shared.Next(Steps)];
    }
}
