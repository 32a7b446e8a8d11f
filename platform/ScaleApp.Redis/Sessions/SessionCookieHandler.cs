using System.Runtime.ExceptionServices;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScaleApp.Redis.Sessions;

/// <summary>Signs in by a cookie that holds the id of a session and nothing else; the ticket is in the <see cref="ISessionStore"/>.</summary>
/// <remarks>
/// <para>A sign-in always makes a new session, and ends the one that the request came with: an id that was known before is worth nothing after.</para>
/// <para>
/// While the store is away a request is nobody's: what is open to everybody is served, and what is not fails with the store's exception.
/// </para>
/// </remarks>
internal sealed class SessionCookieHandler(IOptionsMonitor<SessionCookieOptions> options, ILoggerFactory logging, UrlEncoder encoder,
    ISessionStore sessions, IOptions<SessionStoreOptions> lifetimes)
    : SignInAuthenticationHandler<SessionCookieOptions>(options, logging, encoder)
{
    private string CookieName => Options.Cookie.Name!;

    private IReadOnlyList<string> Given => SessionCookies.Read(Request.Headers.Cookie, CookieName);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        try
        {
            foreach (var id in Given)
            {
                if (await sessions.RetrieveAsync(id, Context.RequestAborted) is { } ticket)
                {
                    return AuthenticateResult.Success(new AuthenticationTicket(ticket.Principal, ticket.Properties, Scheme.Name));
                }
            }

            return AuthenticateResult.NoResult();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return AuthenticateResult.Fail(error);
        }
    }

    protected override async Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        properties ??= new AuthenticationProperties();
        properties.IssuedUtc = TimeProvider.GetUtcNow();
        properties.ExpiresUtc = properties.IssuedUtc + lifetimes.Value.Lifetime;
        var id = await sessions.StoreAsync(new AuthenticationTicket(user, properties, Scheme.Name), Context.RequestAborted);
        foreach (var before in Given)
        {
            await sessions.RemoveAsync(before, Context.RequestAborted);
        }

        var cookie = Options.Cookie.Build(Context);
        cookie.Expires = properties.IsPersistent ? properties.ExpiresUtc : null;
        Response.Cookies.Append(CookieName, id, cookie);
        Response.Headers.CacheControl = "no-store";
    }

    protected override async Task HandleSignOutAsync(AuthenticationProperties? properties)
    {
        foreach (var id in Given)
        {
            await sessions.RemoveAsync(id, Context.RequestAborted);
        }

        Response.Cookies.Delete(CookieName, Options.Cookie.Build(Context));
        Response.Headers.CacheControl = "no-store";
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if ((await HandleAuthenticateOnceSafeAsync()).Failure is { } failure)
        {
            // To say "not signed in" would be wrong: nobody knows.
            ExceptionDispatchInfo.Throw(failure);
        }

        Response.Headers.WWWAuthenticate = "Bearer";
        await base.HandleChallengeAsync(properties);
    }
}
