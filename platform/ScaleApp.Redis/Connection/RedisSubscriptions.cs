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
        var subscriber = multiplexer.GetSubscriber();
        var confirmations = _entries.Keys
            .Where(entry => entry.MoveTo(multiplexer))
            .Select(entry => subscriber.SubscribeAsync(entry.Channel, entry.Deliver))
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
            await link.Messages.GetSubscriber().SubscribeAsync(entry.Channel, entry.Deliver).WaitAsync(deadline, ct);
        }
        catch (Exception error) when (IsFault(error))
        {
            link.GiveUp("a subscription was not confirmed");
        }
    }

    private async Task RemoveAsync(Entry entry)
    {
        if (!_entries.TryRemove(entry, out _) || entry.Multiplexer is not { } multiplexer)
        {
            return;
        }

        try
        {
            await multiplexer.GetSubscriber().UnsubscribeAsync(entry.Channel, entry.Deliver).WaitAsync(deadline);
        }
        catch (Exception error) when (IsFault(error) || MultiplexerFactory.IsOfClosed(error))
        {
            // The link is gone and the subscription with it; the next one does not get it back.
        }
    }

    private static bool IsFault(Exception error) => error is RedisException or TimeoutException or ObjectDisposedException;

    /// <summary>One handler on one channel.</summary>
    internal sealed class Entry : IAsyncDisposable
    {
        private readonly RedisSubscriptions _owner;
        private readonly Action<RedisChannel, RedisValue> _handler;
        private ConnectionMultiplexer? _multiplexer;

        public Entry(RedisSubscriptions owner, RedisChannel channel, Action<RedisChannel, RedisValue> handler)
        {
            (_owner, Channel, _handler) = (owner, channel, handler);
            // Kept as one delegate: unsubscribing takes away the delegate that was subscribed.
            Deliver = Handle;
        }

        public RedisChannel Channel { get; }

        public Action<RedisChannel, RedisValue> Deliver { get; }

        /// <summary>The multiplexer that it was last put on.</summary>
        public ConnectionMultiplexer? Multiplexer => Volatile.Read(ref _multiplexer);

        /// <summary>True when it was not on this multiplexer: a subscription made twice delivers twice.</summary>
        public bool MoveTo(ConnectionMultiplexer multiplexer) =>
            Interlocked.Exchange(ref _multiplexer, multiplexer) != multiplexer;

        /// <summary>True when it was on none.</summary>
        public bool BeginOn(ConnectionMultiplexer multiplexer) =>
            Interlocked.CompareExchange(ref _multiplexer, multiplexer, null) is null;

        public ValueTask DisposeAsync() => new(_owner.RemoveAsync(this));

        private void Handle(RedisChannel channel, RedisValue message)
        {
            // A message in flight while unsubscribing, or one that reaches the multiplexer that is being replaced.
            if (!_owner._entries.ContainsKey(this))
            {
                return;
            }

            try
            {
                _handler(channel, message);
            }
            catch (Exception error)
            {
                _owner.LogHandlerFailed(error, channel.ToString());
            }
        }
    }

    [LoggerMessage(2010, LogLevel.Error, "A handler of messages on {Channel} failed; the message is lost to it")]
    private partial void LogHandlerFailed(Exception error, string channel);
}
