using StackExchange.Redis;

namespace ScaleApp.ServiceDefaults;

/// <summary>How every connection of a service to Redis behaves: it fails fast, and is back soon after Redis is.</summary>
/// <remarks>
/// <see cref="RedisExtensions.AddRedis"/> applies them to <c>IOptions&lt;ConfigurationOptions&gt;</c>. A library that insists on a
/// multiplexer of its own takes a clone of those options.
/// </remarks>
internal static class RedisDefaults
{
    private const int DeadlineMilliseconds = 1_000;
    private const int ReconnectMilliseconds = 250;

    /// <summary>Overrides what the connection string says of time-outs and reconnecting; addresses and credentials stay.</summary>
    public static void Apply(ConfigurationOptions options, string clientName)
    {
        options.ClientName = clientName;
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = DeadlineMilliseconds;
        options.AsyncTimeout = DeadlineMilliseconds;
        options.SyncTimeout = DeadlineMilliseconds;
        options.ConnectRetry = 1;
        options.ReconnectRetryPolicy = new LinearRetry(ReconnectMilliseconds);

        // A request fails at once while there is no connection, instead of waiting in a queue for its time-out.
        options.BacklogPolicy = BacklogPolicy.FailFast;

        // The heartbeat notices time-outs and dead connections, so its interval is how late that may be.
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(ReconnectMilliseconds);
        options.KeepAlive = 5;

        // Hangfire's storage loses its subscriptions with RESP3.
        options.Protocol = RedisProtocol.Resp2;

        // Otherwise keys and addresses are in the messages, and so in logs and traces.
        options.IncludeDetailInExceptions = false;
    }
}
