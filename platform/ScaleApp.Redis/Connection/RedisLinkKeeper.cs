using Microsoft.Extensions.Logging;

namespace ScaleApp.Redis;

/// <summary>Keeps one working link: connects, watches, and connects anew when it fails or stalls.</summary>
/// <remarks>
/// The library reconnects by itself, but by a timer of a second, and now and then a connection that was dropped under load
/// stalls for seconds. A new multiplexer takes milliseconds, so the old one is given up at the first sign of trouble.
/// </remarks>
internal sealed partial class RedisLinkKeeper : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);

    private readonly RedisOptions _options;
    private readonly string _address;
    private readonly RedisConnector _connector;
    private readonly RedisWatchdog _watchdog;
    private readonly RedisSubscriptions _subscriptions;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private TaskCompletionSource _attempt = NewSignal();
    private TaskCompletionSource _up = NewSignal();
    private volatile RedisLinkState _state;

    public RedisLinkKeeper(RedisOptions options, MultiplexerFactory factory, RedisSubscriptions subscriptions,
        TimeProvider time, ILogger logger)
    {
        (_options, _address, _subscriptions, _time, _logger) = (options, factory.Address, subscriptions, time, logger);
        _connector = new RedisConnector(options, factory, subscriptions, time);
        _watchdog = new RedisWatchdog(options, subscriptions, time);
        _state = RedisLinkState.Connecting(_attempt.Task);
        _running = Task.Run(() => RunAsync(_stop.Token));
    }

    /// <inheritdoc cref="IRedisConnection.Restored"/>
    public event Action? Restored;

    /// <summary>The state of this moment.</summary>
    public RedisLinkState State => _state;

    /// <summary>Completes when the link stands; of the state at the time of asking.</summary>
    public Task WhenUp => Volatile.Read(ref _up).Task;

    /// <summary>The same as disposing, without waiting.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Stops connecting and closes the link. May be called twice.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    private async Task RunAsync(CancellationToken stop)
    {
        RedisLink? link = null;
        try
        {
            for (var restored = false; ; restored = true)
            {
                link = await ConnectUntilUpAsync(stop);
                await RiseAsync(link, restored, stop);
                var reason = await _watchdog.WatchAsync(link, stop);
                Fall(reason);
                await link.CloseAsync();
                link = null;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _state = RedisLinkState.Away("the connection was closed by this process", null);
            _attempt.TrySetResult();
            _up.TrySetCanceled(CancellationToken.None);
        }
        finally
        {
            await (link?.CloseAsync() ?? Task.CompletedTask);
        }
    }

    private async Task<RedisLink> ConnectUntilUpAsync(CancellationToken stop)
    {
        for (var delay = FirstDelay; ; delay = Longer(delay))
        {
            try
            {
                return await _connector.ConnectAsync(stop);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                if (_state.Fault != error.Message)
                {
                    LogAway(_address, error.Message);
                }

                // From here on calls fail at once: who waits for an answer is better told that there is none.
                _state = RedisLinkState.Away(error.Message, error);
                _attempt.TrySetResult();
            }

            await Task.Delay(delay, _time, stop);
        }
    }

    private async Task RiseAsync(RedisLink link, bool restored, CancellationToken stop)
    {
        _state = RedisLinkState.Up(link);
        _attempt.TrySetResult();
        _up.TrySetResult();

        // Those that were added while the link was being made, and saw that there was none.
        if (!await _subscriptions.TryEstablishAsync(link, stop))
        {
            return;
        }

        if (restored)
        {
            LogRestored(_address);
            RaiseRestored();
        }
    }

    private void Fall(string reason)
    {
        _attempt = NewSignal();
        Volatile.Write(ref _up, NewSignal());
        _state = RedisLinkState.Connecting(_attempt.Task);
        LogLost(_address, reason);
    }

    private void RaiseRestored()
    {
        foreach (var handler in Restored?.GetInvocationList().Cast<Action>() ?? [])
        {
            try
            {
                handler();
            }
            catch (Exception error)
            {
                LogHandlerFailed(error);
            }
        }
    }

    private TimeSpan Longer(TimeSpan delay) => delay * 2 < _options.MaxReconnectDelay ? delay * 2 : _options.MaxReconnectDelay;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(2000, LogLevel.Warning, "Lost the link to Redis at {Address}: {Reason}; connecting anew")]
    private partial void LogLost(string address, string reason);

    [LoggerMessage(2001, LogLevel.Error, "Redis at {Address} is away: {Reason}; trying again until it comes back")]
    private partial void LogAway(string address, string reason);

    [LoggerMessage(2002, LogLevel.Information, "The link to Redis at {Address} stands again")]
    private partial void LogRestored(string address);

    [LoggerMessage(2003, LogLevel.Error, "A handler of the restored link failed")]
    private partial void LogHandlerFailed(Exception error);
}
