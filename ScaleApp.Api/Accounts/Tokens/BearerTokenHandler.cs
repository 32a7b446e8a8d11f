using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>Signs in by an access token in the Authorization header, without asking anybody.</summary>
internal sealed class BearerTokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory logging, UrlEncoder encoder,
    AccessTokens tokens, RevokedTokens revoked) : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, logging, encoder)
{
    private const string Prefix = "Bearer ";

    /// <summary>Whether the request carries a token, good or bad.</summary>
    public static bool IsGiven(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsGiven(Request))
        {
            return AuthenticateResult.NoResult();
        }

        var given = Request.Headers.Authorization.ToString()[Prefix.Length..].Trim();
        return await tokens.VerifyAsync(given, Context.RequestAborted) is { } token && !revoked.Contains(token)
            ? AuthenticateResult.Success(new AuthenticationTicket(token.Principal, Scheme.Name))
            : AuthenticateResult.Fail("The access token is not valid, or no longer.");
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var isInvalid = (await HandleAuthenticateOnceSafeAsync()).Failure is not null;
        Response.Headers.Append(HeaderNames.WWWAuthenticate, isInvalid ? "Bearer error=\"invalid_token\"" : "Bearer");
        Response.StatusCode = StatusCodes.Status401Unauthorized;
    }
}
