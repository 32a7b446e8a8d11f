using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace ScaleApp.Redis.Sessions;

/// <summary>Where sessions are kept for all replicas.</summary>
/// <remarks>
/// <para>
/// As an <see cref="ITicketStore"/> it gives every stored ticket a new id. Retrieving is one round trip, and slides the session's end up to
/// its absolute one. A ticket is only renewed while its session exists: a session that has ended is never brought back by a slower request.
/// </para>
/// <para>
/// A ticket's owner is the claim <c>sub</c> of its principal, which gets the session's handle as the claim
/// <see cref="SessionId.ClaimType"/>. What the device calls itself is taken from the ticket's properties (<see cref="DeviceProperty"/>).
/// </para>
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
}
