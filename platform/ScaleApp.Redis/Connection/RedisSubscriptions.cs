using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ScaleApp.Redis;

/// <summary>The process's subscriptions, carried from one multiplexer to the next.</summary>
internal sealed partial class RedisSubscriptions(TimeSpan deadline, ILogger logger)
{
    private readonly ConcurrentDictionary<Entry, byte> _entries = new();

    public bool Any => !_entries.IsEmpty;

    public Entry Add(RedisChannel channel, Action<RedisChannel, RedisValue> handler)
    {
        var entry = new Entry(this, channel, handler);
        _entries.TryAdd(entry, 0);
        return entry;
    }

    /// <summary>Puts every subscription on <paramref name="multiplexer"/> that is not on it yet.</summary>
    public async Task EstablishAsync(ConnectionMultiplexer multiplexer, CancellationToken ct)
    {
        var confirmations = _entries.Keys
            .Where(entry => entry.MoveTo(multiplexer))
            .Select(entry => entry.SubscribeAsync(multiplexer))
            .ToArray();

        await Task.WhenAll(confirmations).WaitAsync(deadline, ct);
    }

    /// <summary>The same on a link that is in use: one that does not take a subscription is given up, and false returned.</summary>
    public async Task<bool> TryEstablishAsync(RedisLink link, CancellationToken ct)
    {
        try
        {
            await EstablishAsync(link.Messages, ct);
            return true;
        }
        catch (Exception error) when (IsFault(error))
        {
            link.GiveUp("a subscription was not confirmed");
            return false;
        }
    }

    /// <summary>Puts a new subscription on the link, unless the next link has it already.</summary>
    public async Task TryEstablishAsync(Entry entry, RedisLink link, CancellationToken ct)
    {
        if (!entry.BeginOn(link.Messages))
        {
            return;
        }

        try
        {
            await entry.SubscribeAsync(link.Messages).WaitAsync(deadline, ct);
        }
        catch (Exception error) when (IsFault(error))
        {
            link.GiveUp("a subscription was not confirmed");
        }
    }

    private async Task RemoveAsync(Entry entry)
    {
        if (!_entries.TryRemove(entry, out _))
        {
            return;
        }

        try
        {
            await entry.UnsubscribeAsync().WaitAsync(deadline);
        }
        catch (Exception error) when (IsFault(error))
        {
            // The link is gone and the subscription with it; the next one does not get it back.
        }
    }

    private static bool IsFault(Exception error) => error is RedisException or TimeoutException or ObjectDisposedException;

    /// <summary>One handler on one channel, with a queue of its own, which keeps the channel's messages in order.</summary>
    internal sealed class Entry(RedisSubscriptions owner, RedisChannel channel, Action<RedisChannel, RedisValue> handler) : IAsyncDisposable
    {
        private ConnectionMultiplexer? _multiplexer;
        private ChannelMessageQueue? _queue;

        public async Task SubscribeAsync(ConnectionMultiplexer multiplexer)
        {
            var queue = await multiplexer.GetSubscriber().SubscribeAsync(channel);
            Volatile.Write(ref _queue, queue);
            queue.OnMessage(message => Handle(message.Message));

            // It was removed before there was a queue to remove.
            if (!owner._entries.ContainsKey(this))
            {
                await queue.UnsubscribeAsync();
            }
        }

        public Task UnsubscribeAsync() => Volatile.Read(ref _queue)?.UnsubscribeAsync() ?? Task.CompletedTask;

        /// <summary>True when it was not on this multiplexer: a subscription made twice delivers twice.</summary>
        public bool MoveTo(ConnectionMultiplexer multiplexer) =>
            Interlocked.Exchange(ref _multiplexer, multiplexer) != multiplexer;

        /// <summary>True when it was on none.</summary>
        public bool BeginOn(ConnectionMultiplexer multiplexer) =>
            Interlocked.CompareExchange(ref _multiplexer, multiplexer, null) is null;

        public ValueTask DisposeAsync() => new(owner.RemoveAsync(this));

        private void Handle(RedisValue message)
        {
            // A message in flight while unsubscribing, or one that reaches the multiplexer that is being replaced.
            if (!owner._entries.ContainsKey(this))
            {
                return;
            }

            try
            {
                handler(channel, message);
            }
            catch (Exception error)
            {
                owner.LogHandlerFailed(error, channel.ToString());
            }
        }
    }

    [LoggerMessage(2010, LogLevel.Error, "A handler of messages on {Channel} failed; the message is lost to it")]
    private partial void LogHandlerFailed(Exception error, string channel);
}
