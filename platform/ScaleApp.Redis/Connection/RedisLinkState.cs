namespace ScaleApp.Redis;

/// <summary>What the process knows of Redis at one moment; replaced as a whole, never changed.</summary>
internal sealed class RedisLinkState
{
    private RedisLinkState(RedisLink? link, Task? attempt, string? fault, Exception? cause) =>
        (Link, Attempt, Fault, Cause) = (link, attempt, fault, cause);

    /// <summary>The link, when there is one.</summary>
    public RedisLink? Link { get; }

    /// <summary>Ends with the attempt to connect that is worth waiting for: the first after the start or after a loss.</summary>
    public Task? Attempt { get; }

    /// <summary>Why there is no link.</summary>
    public string? Fault { get; }

    public Exception? Cause { get; }

    public static RedisLinkState Up(RedisLink link) => new(link, null, null, null);

    public static RedisLinkState Connecting(Task attempt) => new(null, attempt, "the connection is being made", null);

    public static RedisLinkState Away(string fault, Exception? cause) => new(null, null, fault, cause);
}
