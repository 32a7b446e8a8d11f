using ScaleApp.Api.Accounts.Tokens;
using ScaleApp.Redis.Sessions;

namespace ScaleApp.Api.Accounts;

/// <summary>Ends sessions and tokens, and lets every replica know.</summary>
internal sealed class SignOuts(ISessionStore sessions, TokenFamilies families, SignOutSignal signal)
{
    /// <summary>Ends one session. False when there was none.</summary>
    public async Task<bool> EndAsync(int customerId, SessionId session, CancellationToken ct)
    {
        var ended = await sessions.EndAsync(session, ct);
        await signal.RaiseAsync(new SignedOut(customerId, session.Handle));
        return ended;
    }

    /// <summary>Ends the refresh tokens of a log-in and the access tokens that came from it.</summary>
    public async Task EndFamilyAsync(Guid family, CancellationToken ct)
    {
        if (await families.EndAsync(family, ct) is { } customerId)
        {
            await signal.RaiseAsync(new SignedOut(customerId, $"{family:N}"));
        }
    }

    /// <summary>Ends one access token; the next can be had with the refresh token.</summary>
    public async Task RevokeAsync(AccessToken token, CancellationToken ct)
    {
        await families.RevokeAsync(token, ct);
        await signal.RaiseAsync(new SignedOut(token.Principal.CustomerId(), token.Id));
    }

    /// <summary>Ends everything that the customer is signed in with.</summary>
    public async Task EndAllAsync(int customerId, CancellationToken ct)
    {
        await sessions.EndAllAsync(CustomerPrincipal.OwnerOf(customerId), ct);
        await families.EndAllAsync(customerId, ct);
        await signal.RaiseAsync(new SignedOut(customerId, Session: null));
    }
}
