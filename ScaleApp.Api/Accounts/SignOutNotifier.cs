using StackExchange.Redis;

namespace ScaleApp.Api.Accounts;

/// <summary>Notifies the listeners of every replica of a sign-out, by a message that Redis publishes.</summary>
/// <remarks>
/// Every request asks the session store or the revocations; the message only ends what is open at the moment. A replica that loses its connection
/// misses messages, and its listeners are told when it is back.
/// </remarks>
internal sealed partial class SignOutNotifier(
    IConnectionMultiplexer redis, IEnumerable<ISignOutListener> listeners, TimeProvider time, ILogger<SignOutNotifier> logger) : BackgroundService
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("accounts:signed-out");
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    // Keeps a replica from notifying itself twice.
    private readonly string _self = Guid.NewGuid().ToString("N");

    /// <summary>Notifies this replica at once, and the others through Redis.</summary>
    public async Task NotifyAsync(SignedOut signedOut)
    {
        Notify(listener => listener.OnSignedOut(signedOut));
        try
        {
            // Without a cancellation token: the customer has signed out already, and the others must be told.
            await redis.GetSubscriber().PublishAsync(Channel, $"{_self} {signedOut.CustomerId} {signedOut.Session}");
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            LogNotPublished(error.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionRestored += OnRestored;
        try
        {
            await SubscribeAsync(stoppingToken);
            await Task.Delay(Timeout.Infinite, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await redis.GetSubscriber().UnsubscribeAsync(Channel, OnMessage, CommandFlags.FireAndForget);
        }
        finally
        {
            redis.ConnectionRestored -= OnRestored;
        }
    }

    private async Task SubscribeAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RetryInterval, time);
        do
        {
            try
            {
                await redis.GetSubscriber().SubscribeAsync(Channel, OnMessage).WaitAsync(stoppingToken);
                return;
            }
            catch (Exception error) when (RedisErrors.IsUnavailable(error))
            {
                LogNotSubscribed(error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void OnMessage(RedisChannel channel, RedisValue message)
    {
        if (message.ToString().Split(' ') is [var sender, var customer, var session] && sender != _self
            && int.TryParse(customer, out var id))
        {
            Notify(listener => listener.OnSignedOut(new SignedOut(id, session.Length > 0 ? session : null)));
        }
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs e) => Notify(listener => listener.OnSignalsLost());

    private void Notify(Action<ISignOutListener> notify)
    {
        foreach (var listener in listeners)
        {
            try
            {
                notify(listener);
            }
            catch (Exception error)
            {
                // One that fails must not keep the others from being notified.
                LogListenerFailed(listener.GetType().Name, error);
            }
        }
    }

    [LoggerMessage(6110, LogLevel.Warning, "The other replicas could not be notified of a sign-out, so live connections there stay open for a while: {Reason}")]
    private partial void LogNotPublished(string reason);

    [LoggerMessage(6111, LogLevel.Error, "{Listener} failed to end what belonged to a customer who signed out")]
    private partial void LogListenerFailed(string listener, Exception error);

    [LoggerMessage(6112, LogLevel.Warning, "Sign-outs on other replicas cannot be followed yet, retrying in a second: {Reason}")]
    private partial void LogNotSubscribed(string reason);
}

/// <summary>Says that a customer has signed out.</summary>
/// <param name="CustomerId">The customer's number.</param>
/// <param name="Session">What has ended: the claim <c>sid</c> of principals, or <c>jti</c> of a token's; null for everything of the customer's.</param>
internal readonly record struct SignedOut(int CustomerId, string? Session);

/// <summary>Ends what outlives a request, such as a live connection, when its customer signs out on any replica.</summary>
internal interface ISignOutListener
{
    /// <summary>Called on every replica within moments, perhaps twice for one sign-out. Must not block.</summary>
    void OnSignedOut(SignedOut signedOut);

    /// <summary>Called when messages of other replicas may have been lost: look where sessions and tokens are stored. Must not block.</summary>
    void OnSignalsLost()
    {
    }
}
