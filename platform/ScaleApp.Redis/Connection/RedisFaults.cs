using StackExchange.Redis;

namespace ScaleApp.Redis;

/// <summary>The one place for what is said when Redis fails: what happened, to what, and what to do.</summary>
internal static class RedisFaults
{
    // Answers of a server that is up but cannot serve yet. The command was not executed.
    private static readonly string[] NotReady = ["LOADING", "MASTERDOWN", "BUSY ", "TRYAGAIN", "CLUSTERDOWN"];

    // To a password that is wrong, missing, or given where none is asked for.
    private static readonly string[] Refusals = ["NOAUTH", "WRONGPASS", "invalid password", "AUTH <password>"];

    /// <summary>Whether a failure says something about the link or the server, and nothing about the command.</summary>
    public static bool IsOfTheLink(Exception error) => error switch
    {
        RedisServerException server => NotReady.Any(word => server.Message.StartsWith(word, StringComparison.Ordinal)),
        RedisException or TimeoutException or ObjectDisposedException => true,
        _ => false,
    };

    public static RedisUnavailableException Away(string address, RedisLinkState state) => new(
        $"Redis at {address} is away: {state.Fault}. The connection is tried again until it comes back.",
        mayHaveExecuted: false, state.Cause);

    public static RedisUnavailableException From(Exception error, string address, TimeSpan deadline, string operation) => error switch
    {
        TimeoutException => new RedisDeadlineException(
            $"Redis at {address} did not answer {operation} within {deadline.TotalMilliseconds:0} ms; it may have executed it " +
            $"all the same. If this lasts, look for slow commands (SLOWLOG GET) or raise " +
            $"{RedisOptions.Section}:{nameof(RedisOptions.CommandTimeout)}.",
            error),
        RedisServerException => new RedisUnavailableException(
            $"Redis at {address} cannot serve {operation} yet: {error.Message}", mayHaveExecuted: false, error),
        _ => new RedisUnavailableException(
            $"The connection to Redis at {address} broke before {operation} was answered ({error.Message}); Redis may have " +
            "executed it all the same. The connection is being made anew.", mayHaveExecuted: true, error),
    };

    /// <summary>Why an attempt to connect failed, in a few words.</summary>
    /// <param name="reason">What the server answered, or else what the library said.</param>
    public static string Describe(string reason) => Refusals.Any(word => reason.Contains(word, StringComparison.Ordinal))
        ? "it refused the password, correct the one in the connection string"
        : reason.TrimEnd('.');
}
