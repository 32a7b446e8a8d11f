using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ScaleApp.Redis.SignalR;

/// <summary>One log, followed by clients of this server: all of them are at the same position, but for who is just being brought there.</summary>
/// <remarks>
/// Whatever moves the position or lets somebody in happens under the gate, so nothing falls between what a client is brought up to
/// date with and what it gets from then on. Nobody is waited for under it: sending to a client that reads slowly does not.
/// </remarks>
internal sealed partial class LogFeed : IAsyncDisposable
{
    // What waits while the log is read; one that does not fit is read then.
    private const int InboxLength = 1_000;

    private readonly string _name;
    private readonly MessageLog _log;
    private readonly IRedisConnection _redis;
    private readonly FeedPosition _position;
    private readonly FeedMembers _members;
    private readonly ILogger _logger;
    private readonly Channel<PublishedEntry> _inbox = Channel.CreateBounded<PublishedEntry>(
        new BoundedChannelOptions(InboxLength) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _stop = new();
    private IAsyncDisposable? _subscription;
    private Task? _pumping;
    private volatile bool _isBehind;

    public LogFeed(string name, MessageLog log, IRedisConnection redis, Func<IReadOnlyList<LogEntry>, object> present,
        MessageLogOptions options, ILogger logger)
    {
        (_name, _log, _redis, _logger) = (name, log, redis, logger);
        _members = new FeedMembers(name, present);
        _position = new FeedPosition(name, log, _members, options.PageSize);
    }

    public string Name => _name;

    /// <summary>Up to where the followers have the log.</summary>
    public LogPosition Head => _position.Head;

    /// <summary>Brings a client up to date and lets it in. Also says whether it was not in before.</summary>
    public async Task<(FollowStart Start, bool IsNew)> FollowAsync(LocalConnection connection, LogPosition? since, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (_pumping is null)
            {
                await StartAsync();
            }

            var start = await _position.BringUpAsync(connection, since, ct);
            return (start, _members.Add(connection));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Whether the client had been in.</summary>
    public async Task<bool> UnfollowAsync(string connectionId)
    {
        await _gate.WaitAsync();
        try
        {
            return _members.Remove(connectionId);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Send(SerializedHubMessage message) => _members.Send(message);

    /// <summary>Has the log read for what may be missing.</summary>
    public void LookForMissing()
    {
        _isBehind = true;
        // Anything wakes the pump; a place that is never reached is passed over.
        _inbox.Writer.TryWrite(default);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _inbox.Writer.TryComplete();
        if (_subscription is { } subscription)
        {
            await subscription.DisposeAsync();
        }

        if (_pumping is { } pumping)
        {
            await pumping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Hears the log, then reads it: what is appended in between is heard. May be tried again when it fails.</summary>
    private async Task StartAsync()
    {
        _subscription ??= await _redis.SubscribeAsync(_log.Channel(_name), Receive, _stop.Token);
        await _position.LoadAsync(_stop.Token);
        _pumping = PumpAsync();
    }

    private void Receive(RedisChannel channel, RedisValue value)
    {
        if (PublishedEntry.Parse(value!) is not { } entry)
        {
            LogForeign(_name);
        }
        else if (!_inbox.Writer.TryWrite(entry))
        {
            _isBehind = true;
        }
    }

    private async Task PumpAsync()
    {
        while (await _inbox.Reader.WaitToReadAsync(_stop.Token))
        {
            await _gate.WaitAsync(_stop.Token);
            try
            {
                await AdvanceAsync();
            }
            catch (RedisUnavailableException error)
            {
                // Found again when the link is back, or by the next comparison of positions.
                LogNotRepaired(_name, error.Message);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // One that cannot be presented must not silence those after it: the position is past it.
                LogNotPassedOn(error, _name);
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    private async Task AdvanceAsync()
    {
        var arrived = new List<PublishedEntry>();
        while (_inbox.Reader.TryRead(out var entry))
        {
            if (entry.Epoch is not null)
            {
                arrived.Add(entry);
            }
        }

        var hasGap = !_position.TryAdvance(arrived);
        if (hasGap || _isBehind)
        {
            _isBehind = false;
            var found = await _position.CatchUpAsync(_stop.Token);
            if (found > 0)
            {
                LogRepaired(_name, found);
            }
        }
    }

    [LoggerMessage(2420, LogLevel.Information, "Log {Log}: {Count} entries had not been heard and were read")]
    private partial void LogRepaired(string log, long count);

    [LoggerMessage(2421, LogLevel.Warning, "Log {Log} cannot be read for what is missing, trying again later: {Reason}")]
    private partial void LogNotRepaired(string log, string reason);

    [LoggerMessage(2424, LogLevel.Error, "Something that came for log {Log} could not be passed on to its clients")]
    private partial void LogNotPassedOn(Exception error, string log);

    [LoggerMessage(2422, LogLevel.Error, "What is published on the channel of log {Log} is not an entry; does another application use the same prefix?")]
    private partial void LogForeign(string log);
}
