using System.Data.Common;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace ScaleApp.Api.Accounts.Sessions;

/// <summary>Stores the tickets of the cookie handler in the <see cref="ISessionStore"/>. Its keys are the ids in the browser's cookies.</summary>
/// <remarks>
/// While the store is unavailable a request has no customer: public pages are served. The error is kept with the request, and is thrown when
/// the request needs a customer or signs out, so that no customer is told that a session has ended when that is not known.
/// </remarks>
internal sealed class SessionTicketStore(ISessionStore sessions) : ITicketStore
{
    private static readonly object UnavailableItem = new();

    public async Task<string> StoreAsync(AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken)
    {
        var owner = ticket.Principal.FindFirstValue(CustomerPrincipal.IdClaim) ?? throw new ArgumentException(
            $"A session needs an owner, and the principal has no claim '{CustomerPrincipal.IdClaim}'.", nameof(ticket));
        var (session, cookie) = SessionId.Create(owner);
        ((ClaimsIdentity)ticket.Principal.Identity!).AddClaim(new Claim(SessionId.ClaimType, session.Handle));
        var device = DeviceName.From(httpContext.Request.Headers.UserAgent.ToString());
        await sessions.CreateAsync(session, TicketSerializer.Default.Serialize(ticket), device, cancellationToken);
        return cookie;
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var session in Parse(key))
            {
                if (await sessions.UseAsync(session, cancellationToken) is { } ticket)
                {
                    return TicketSerializer.Default.Deserialize(ticket);
                }
            }
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error) || error is DbException)
        {
            httpContext.Items[UnavailableItem] = ExceptionDispatchInfo.Capture(error);
        }

        return null;
    }

    public async Task RemoveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken)
    {
        foreach (var session in Parse(key))
        {
            await sessions.EndAsync(session, cancellationToken);
        }
    }

    /// <summary>Throws the error of the store if it could not say which session the request belongs to.</summary>
    public static void ThrowIfUnavailable(HttpContext context) => (context.Items[UnavailableItem] as ExceptionDispatchInfo)?.Throw();

    // The handler calls the overloads with a request.
    public Task<string> StoreAsync(AuthenticationTicket ticket) => throw new NotSupportedException();

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => throw new NotSupportedException();

    public Task RemoveAsync(string key) => throw new NotSupportedException();

    /// <summary>Not supported: a change of the customer ends the sessions that say otherwise.</summary>
    public Task RenewAsync(string key, AuthenticationTicket ticket) =>
        throw new NotSupportedException("The ticket of a session is not changed. Sign in again for a new session.");

    private static IEnumerable<SessionId> Parse(string key)
    {
        foreach (var text in key.Split(SessionCookies.Separator))
        {
            if (SessionId.TryParse(text, out var session))
            {
                yield return session;
            }
        }
    }
}
