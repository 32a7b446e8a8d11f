using System.Globalization;
using ScaleApp.Redis;
using StackExchange.Redis;

namespace ScaleApp.Api.Accounts;

/// <summary>Tells the listeners of every replica that somebody has signed out.</summary>
/// <remarks>
/// A signal, not the truth: that is in the session store and in the database, where every request looks. A replica that has lost Redis for
/// a moment misses signals, so whoever holds something open for long looks there again from time to time.
/// </remarks>
internal sealed partial class SignOutSignal(IRedisConnection redis, IEnumerable<ISignOutListener> listeners, ILogger<SignOutSignal> logger)
    : BackgroundService
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("accounts:signed-out");

    // So that a replica does not tell itself twice.
    private readonly string _self = Guid.NewGuid().ToString("N");

    /// <summary>Tells this replica at once, and the others through Redis.</summary>
    public async Task RaiseAsync(SignedOut signedOut)
    {
        Tell(signedOut);
        try
        {
            // Not cancelled: the customer is signed out already, and the others have to hear of it.
            var message = string.Create(CultureInfo.InvariantCulture, $"{_self} {signedOut.CustomerId} {signedOut.Session}");
            await redis.ExecuteAsync(db => db.PublishAsync(Channel, message), CancellationToken.None);
        }
        catch (RedisUnavailableException error)
        {
            LogNotTold(error.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var subscription = await redis.SubscribeAsync(Channel, (_, message) => Receive(message), stoppingToken);
        await Task.Delay(Timeout.Infinite, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Receive(string? message)
    {
        if (message?.Split(' ') is [var sender, var customer, var session] && sender != _self
            && int.TryParse(customer, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            Tell(new SignedOut(id, session.Length > 0 ? session : null));
        }
    }

    private void Tell(SignedOut signedOut)
    {
        foreach (var listener in listeners)
        {
            try
            {
                listener.OnSignedOut(signedOut);
            }
            catch (Exception error)
            {
                // One that fails must not keep the others from hearing of it.
                LogListenerFailed(listener.GetType().Name, error);
            }
        }
    }

    [LoggerMessage(6110, LogLevel.Warning, "The other replicas could not be told of a sign-out, live connections there go on for a while: {Reason}")]
    private partial void LogNotTold(string reason);

    [LoggerMessage(6111, LogLevel.Error, "{Listener} failed to end what belonged to somebody who signed out")]
    private partial void LogListenerFailed(string listener, Exception error);
}
