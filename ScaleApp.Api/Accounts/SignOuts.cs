using ScaleApp.Redis.Sessions;

namespace ScaleApp.Api.Accounts;

/// <summary>Ends sessions, and lets every replica know.</summary>
internal sealed class SignOuts(ISessionStore sessions, SignOutSignal signal)
{
    /// <summary>Ends one session. False when there was none.</summary>
    public async Task<bool> EndAsync(int customerId, SessionId session, CancellationToken ct)
    {
        var ended = await sessions.EndAsync(session, ct);
        await signal.RaiseAsync(new SignedOut(customerId, session.Handle));
        return ended;
    }

    /// <summary>Ends everything that the customer is signed in with.</summary>
    public async Task EndAllAsync(int customerId, CancellationToken ct)
    {
        await sessions.EndAllAsync(CustomerPrincipal.OwnerOf(customerId), ct);
        await signal.RaiseAsync(new SignedOut(customerId, Session: null));
    }
}
