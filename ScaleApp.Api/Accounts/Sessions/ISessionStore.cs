namespace ScaleApp.Api.Accounts.Sessions;

/// <summary>Stores sessions for all replicas: a ticket for each, with its times and its device.</summary>
/// <remarks>
/// Times are the store's own, so replicas with different clocks agree on them. A ticket is never replaced, and a use of a session writes only
/// to one that exists: no slower request brings back a session that has ended.
/// </remarks>
internal interface ISessionStore
{
    /// <summary>Stores a new session; ends the owner's least recently used one when there are too many.</summary>
    Task CreateAsync(SessionId session, byte[] ticket, string device, CancellationToken ct);

    /// <summary>Returns the ticket of a session and puts its end off; null when the session has ended.</summary>
    Task<byte[]?> UseAsync(SessionId session, CancellationToken ct);

    /// <summary>Lists the sessions of an owner, last used first.</summary>
    Task<IReadOnlyList<SessionInfo>> ListAsync(string owner, CancellationToken ct);

    /// <summary>Ends a session. Returns false when there was none.</summary>
    Task<bool> EndAsync(SessionId session, CancellationToken ct);

    Task EndAllAsync(string owner, CancellationToken ct);
}

/// <summary>A session as its owner sees it.</summary>
/// <param name="Handle">Names it; not what the browser holds.</param>
/// <param name="Device">What signed in; may be empty.</param>
/// <param name="CreatedAt">When it signed in.</param>
/// <param name="LastSeenAt">When it was last used, give or take <see cref="SessionOptions.SlideInterval"/>.</param>
internal sealed record SessionInfo(string Handle, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);
