namespace ScaleApp.Redis;

/// <summary>Redis could not be asked, or its answer did not come: the one exception to catch for "Redis is away".</summary>
/// <remarks>The library's own exceptions cannot be made by others, so this one wraps them (<see cref="Exception.InnerException"/>).</remarks>
public class RedisUnavailableException : Exception
{
    internal RedisUnavailableException(string message, bool mayHaveExecuted, Exception? inner) : base(message, inner) =>
        MayHaveExecuted = mayHaveExecuted;

    /// <summary>
    /// False when Redis certainly did not execute the command. When true, only what can be repeated safely may be retried.
    /// </summary>
    public bool MayHaveExecuted { get; }
}

/// <summary>Redis did not answer within <see cref="RedisOptions.CommandTimeout"/>. The command may have been executed.</summary>
public sealed class RedisDeadlineException : RedisUnavailableException
{
    internal RedisDeadlineException(string message, Exception? inner) : base(message, mayHaveExecuted: true, inner)
    {
    }
}
