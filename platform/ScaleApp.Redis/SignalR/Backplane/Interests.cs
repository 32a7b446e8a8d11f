using StackExchange.Redis;

namespace ScaleApp.Redis.SignalR;

/// <summary>Subscribes to a channel while somebody here has an interest in it, however interests come and go.</summary>
/// <remarks>Changes of one channel follow each other; those of different channels do not wait for each other.</remarks>
internal sealed class Interests(IRedisConnection redis, Action<RedisChannel, RedisValue> handler)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RedisChannel, Interest> _interests = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _interests.Count;
            }
        }
    }

    /// <summary>Completes when the channel is heard (or, with Redis away, will be as soon as it is back).</summary>
    public Task AcquireAsync(RedisChannel channel)
    {
        lock (_lock)
        {
            if (!_interests.TryGetValue(channel, out var interest))
            {
                _interests.Add(channel, interest = new Interest());
            }

            interest.Holders++;
            return interest.Settled = SettleAsync(channel, interest, interest.Settled);
        }
    }

    /// <summary>Takes one interest back; completes when the channel is not heard any more, if it was the last.</summary>
    public Task ReleaseAsync(RedisChannel channel)
    {
        lock (_lock)
        {
            var interest = _interests[channel];
            interest.Holders--;
            return interest.Settled = SettleAsync(channel, interest, interest.Settled);
        }
    }

    /// <summary>Brings about what is wanted by the time it is its turn.</summary>
    private async Task SettleAsync(RedisChannel channel, Interest interest, Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (IsWanted(interest) && interest.Subscription is null)
        {
            interest.Subscription = await redis.SubscribeAsync(channel, handler, CancellationToken.None);
        }
        else if (!IsWanted(interest) && interest.Subscription is { } subscription)
        {
            interest.Subscription = null;
            await subscription.DisposeAsync();
        }

        lock (_lock)
        {
            // It may have been forgotten by the change before this one, and another be there by now.
            if (interest is { Holders: 0, Subscription: null } && _interests.GetValueOrDefault(channel) == interest)
            {
                _interests.Remove(channel);
            }
        }
    }

    private bool IsWanted(Interest interest)
    {
        lock (_lock)
        {
            return interest.Holders > 0;
        }
    }

    private sealed class Interest
    {
        public int Holders { get; set; }

        public Task Settled { get; set; } = Task.CompletedTask;

        public IAsyncDisposable? Subscription { get; set; }
    }
}
