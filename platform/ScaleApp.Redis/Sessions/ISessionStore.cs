using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace ScaleApp.Redis.Sessions;

/// <summary>Where sessions are kept for all replicas: their tickets, and a few numbers each.</summary>
/// <remarks>
/// <para>
/// As an <see cref="ITicketStore"/> it gives every stored ticket a new id. Retrieving is one round trip, and slides the session's end up to
/// its absolute one. A ticket is only renewed while its session exists: a session that has ended is never brought back by a slower request.
/// </para>
/// <para>
/// A ticket's owner is the claim <c>sub</c> of its principal, which gets the session's handle as the claim
/// <see cref="SessionId.ClaimType"/>. What the device calls itself is taken from the ticket's properties (<see cref="DeviceProperty"/>).
/// </para>
/// <para>Every number is changed in one step in the store, so requests that change it at the same time lose nothing.</para>
/// </remarks>
public interface ISessionStore : ITicketStore
{
    /// <summary>The claim that names the owner of a ticket.</summary>
    const string OwnerClaim = "sub";

    /// <summary>The item of <see cref="AuthenticationProperties"/> that says what signed in; the first 200 characters are kept.</summary>
    const string DeviceProperty = "device";

    /// <summary>The sessions of an owner, last used first.</summary>
    Task<IReadOnlyList<SessionInfo>> ListAsync(string owner, CancellationToken ct);

    /// <summary>Ends a session. False when there was none.</summary>
    Task<bool> EndAsync(SessionId session, CancellationToken ct);

    /// <summary>Ends all sessions of an owner. Returns how many there were.</summary>
    Task<int> EndAllAsync(string owner, CancellationToken ct);

    /// <summary>The numbers of a session whose names begin with <paramref name="prefix"/>, by what follows it.</summary>
    Task<IReadOnlyDictionary<string, long>> ReadAsync(SessionId session, string prefix, CancellationToken ct);

    /// <summary>
    /// Adds to a number, which begins at zero, ends at <paramref name="max"/> and is removed when it would fall below one.
    /// </summary>
    /// <returns>The number as it is now; null when the session has ended, or has as many fields as it may have.</returns>
    Task<long?> AddAsync(SessionId session, string field, long by, long max, CancellationToken ct);

    /// <summary>Sets a number; zero removes it. False when the session has ended, or has as many fields as it may have.</summary>
    Task<bool> SetAsync(SessionId session, string field, long value, CancellationToken ct);

    /// <summary>The same, and removes them in the same step: of two callers one gets them.</summary>
    Task<IReadOnlyDictionary<string, long>> TakeAsync(SessionId session, string prefix, CancellationToken ct);
}
