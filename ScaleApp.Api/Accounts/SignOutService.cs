using ScaleApp.Api.Accounts.Sessions;
using ScaleApp.Api.Accounts.Tokens;

namespace ScaleApp.Api.Accounts;

/// <summary>Ends sessions and tokens, and notifies every replica.</summary>
internal sealed class SignOutService(ISessionStore sessions, TokenFamilies families, SignOutNotifier notifier)
{
    /// <summary>Ends one session. Returns false when there was none.</summary>
    public async Task<bool> EndAsync(int customerId, SessionId session, CancellationToken ct)
    {
        var ended = await sessions.EndAsync(session, ct);
        await notifier.NotifyAsync(new SignedOut(customerId, session.Handle));
        return ended;
    }

    /// <summary>Ends the refresh tokens of a log-in and the access tokens that came from it.</summary>
    public async Task EndFamilyAsync(Guid family, CancellationToken ct)
    {
        if (await families.EndAsync(family, ct) is { } customerId)
        {
            await notifier.NotifyAsync(new SignedOut(customerId, $"{family:N}"));
        }
    }

    /// <summary>Ends one access token; the next can be had with the refresh token.</summary>
    public async Task RevokeAsync(AccessToken token, CancellationToken ct)
    {
        await families.RevokeAsync(token, ct);
        await notifier.NotifyAsync(new SignedOut(token.Principal.CustomerId(), token.Id));
    }

    public async Task EndAllAsync(int customerId, CancellationToken ct)
    {
        await sessions.EndAllAsync(CustomerPrincipal.OwnerOf(customerId), ct);
        await families.EndAllAsync(customerId, ct);
        await notifier.NotifyAsync(new SignedOut(customerId, Session: null));
    }
}
