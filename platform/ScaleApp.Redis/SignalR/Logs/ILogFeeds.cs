using Microsoft.AspNetCore.SignalR;

namespace ScaleApp.Redis.SignalR;

/// <summary>How a client was brought up to date when it began to follow a log.</summary>
public enum FollowStart
{
    /// <summary>It got what it had missed since the position it named, and keeps what it had.</summary>
    Continued,

    /// <summary>It got a reset and the newest page: it named no position, or one that cannot be continued from.</summary>
    Reset,

    /// <summary>The connection is gone.</summary>
    Gone,
}

/// <summary>Lets clients of this server follow logs: each gets every entry once, in order, from the position that it names.</summary>
/// <remarks>
/// <para>
/// A client is called with <c>entries(log, epoch, items)</c>, whose offsets follow each other and what it has; and with
/// <c>reset(log, epoch, offset, items)</c> when it cannot be told what it missed: it forgets what it has of the log, shows the items,
/// which are the newest, and what then comes follows the offset. It keeps epoch and offset, and names them when it comes back, to
/// any server.
/// </para>
/// <para>
/// Entries come by way of Redis' channels, and are read from the log where those have a gap, after the link to Redis was lost, and
/// when a comparison of positions, made from time to time, finds that something is missing.
/// </para>
/// </remarks>
public interface ILogFeeds<THub> where THub : Hub
{
    /// <summary>Brings a client up to date and has it follow the log. To be called where the hub was called from.</summary>
    /// <param name="connectionId">A connection of this server.</param>
    /// <param name="log">The log.</param>
    /// <param name="since">The position of the last entry that the client has; null for none.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="RedisUnavailableException">Redis is away, and this server does not know enough without it.</exception>
    Task<FollowStart> FollowAsync(string connectionId, string log, LogPosition? since, CancellationToken ct);

    /// <summary>Ends it; nothing happens when the client does not follow. A client that is disconnected stops by itself.</summary>
    Task UnfollowAsync(string connectionId, string log);

    /// <summary>The position up to which the followers of this server have the log; null when there are none.</summary>
    LogPosition? Seen(string log);

    /// <summary>The logs that clients of this server follow.</summary>
    IReadOnlyCollection<string> Followed { get; }

    /// <summary>Calls a method of those clients of this server that follow the log. It is not stored.</summary>
    void Send(string log, string method, params object?[] args);
}
