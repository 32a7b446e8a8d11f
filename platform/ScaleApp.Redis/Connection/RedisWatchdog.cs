namespace ScaleApp.Redis;

/// <summary>Asks a link for signs of life until one is missing.</summary>
internal sealed class RedisWatchdog(RedisOptions options, RedisSubscriptions subscriptions, TimeProvider time)
{
    /// <summary>Returns why the link is of no more use.</summary>
    public async Task<string> WatchAsync(RedisLink link, CancellationToken ct)
    {
        while (await PauseAsync(link, ct))
        {
            var sign = SignOfLifeAsync(link);
            if (!await EndsInTimeAsync(sign, link, ct))
            {
                link.GiveUp($"no answer to PING within {options.PingTimeout.TotalMilliseconds:0} ms");
            }
            else if (sign.IsFaulted)
            {
                link.GiveUp(sign.Exception.GetBaseException().Message.TrimEnd('.'));
            }
        }

        return await link.Lost;
    }

    /// <summary>False when the link was given up meanwhile.</summary>
    private async Task<bool> PauseAsync(RedisLink link, CancellationToken ct)
    {
        if (!link.Lost.IsCompleted)
        {
            await Task.WhenAny(link.Lost, Task.Delay(options.PingInterval, time, ct));
            ct.ThrowIfCancellationRequested();
        }

        return !link.Lost.IsCompleted;
    }

    private Task SignOfLifeAsync(RedisLink link)
    {
        var ping = link.Database.PingAsync();

        // The subscriptions have a connection of their own, that can die on its own.
        return subscriptions.Any ? Task.WhenAll(ping, link.Messages.GetSubscriber().PingAsync()) : ping;
    }

    /// <summary>
    /// Waits in two halves: where this process itself had no time to run, the first half ends late and the answer, which is
    /// there already, is seen in the second.
    /// </summary>
    private async Task<bool> EndsInTimeAsync(Task sign, RedisLink link, CancellationToken ct)
    {
        for (var half = 0; half < 2 && !sign.IsCompleted && !link.Lost.IsCompleted; half++)
        {
            await Task.WhenAny(sign, link.Lost, Task.Delay(options.PingTimeout / 2, time, ct));
            ct.ThrowIfCancellationRequested();
        }

        return sign.IsCompleted || link.Lost.IsCompleted;
    }
}
