using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;

namespace ScaleApp.ServiceDefaults.Caching;

/// <summary>Makes this process distrust every older entry when its subscription to invalidations was interrupted.</summary>
/// <remarks>
/// It is not known what was invalidated meanwhile. The memory is not emptied: it also holds the invalidations of this process that Redis has
/// not received, and FusionCache repeats them from there. Being a hosted service it makes the process subscribe when it starts.
/// </remarks>
internal sealed class MissedInvalidations(IFusionCache cache, IConnectionMultiplexer redis) : IHostedService
{
    // The other processes decide for themselves.
    private static readonly FusionCacheEntryOptions OnlyHere = new(TimeSpan.FromDays(1))
    {
        SkipDistributedCacheRead = true,
        SkipDistributedCacheWrite = true,
        SkipBackplaneNotifications = true,
        Size = 1,
    };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        redis.ConnectionRestored += OnRestored;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        redis.ConnectionRestored -= OnRestored;
        return Task.CompletedTask;
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        if (restored.ConnectionType is ConnectionType.Subscription)
        {
            cache.Clear(allowFailSafe: false, OnlyHere, CancellationToken.None);
        }
    }
}
