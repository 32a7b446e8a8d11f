using ScaleApp.Api.Accounts.Sessions;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Api.Accounts.Tokens;

internal static class TokensApi
{
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/.well-known/jwks.json", GetKeys).WithTags("Tokens").WithSummary("Get the public keys that verify access tokens").RequireLimit(RateLimitOptions.ReadsPolicy);

        var group = routes.MapGroup("/api/tokens").WithTags("Tokens")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status401Unauthorized);
        group.MapPost("/", LogIn).WithSummary("Sign in and get an access token and a refresh token")
            .RequireLimit(LogInThrottle.AddressPolicy).ProducesProblem(StatusCodes.Status429TooManyRequests);
        group.MapPost("/refresh", Refresh).WithSummary("Exchange a refresh token for new tokens; reuse revokes every token of that sign-in");
        group.MapPost("/revoke", Revoke).WithSummary("Revoke a token, on every replica");
    }

    private static async Task<Ok<PublishedKeys>> GetKeys(TokenKeys keys, IOptions<TokenOptions> options, HttpResponse response, CancellationToken ct)
    {
        // A third of the time for which a key is known before it is used.
        response.Headers.CacheControl = $"public, max-age={(int)(options.Value.KeyLead / 3).TotalSeconds}";
        return TypedResults.Ok((await keys.GetAsync(ct)).Published);
    }

    private static async Task<Results<Ok<TokenPair>, ProblemHttpResult, LimitRefused>> LogIn(Credentials credentials, LogInThrottle attempts,
        CustomerAccounts accounts, SecurityStamps stamps, TokenFamilies families, AccessTokens tokens, CancellationToken ct)
    {
        var attempt = await attempts.AcquireAsync(credentials.Email, ct);
        if (!attempt.IsAcquired)
        {
            return new LimitRefused(attempt);
        }

        if (await accounts.FindAsync(credentials, ct) is not { } customer)
        {
            return AccountsApi.WrongCredentials();
        }

        var pair = await tokens.IssueAsync(await families.BeginAsync(CurrentCustomer.From(customer), ct), ct);
        return await stamps.ConfirmAsync(customer, ct) ? TypedResults.Ok(pair) : SessionSignIn.AccountChanged();
    }

    private static async Task<Results<Ok<TokenPair>, ProblemHttpResult>> Refresh(
        TokenRefresh request, TokenFamilies families, SignOutService signOuts, AccessTokens tokens, CancellationToken ct)
    {
        if (!RefreshToken.TryParse(request.RefreshToken, out var token))
        {
            return NotGood();
        }

        if (await families.RefreshAsync(token, ct) is { } next)
        {
            return TypedResults.Ok(await tokens.IssueAsync(next, ct));
        }

        await signOuts.EndFamilyAsync(token.Family, ct);
        return NotGood();
    }

    private static async Task<NoContent> Revoke(TokenRevocationRequest request, AccessTokens tokens, SignOutService signOuts, CancellationToken ct)
    {
        // A text that is not a token needs no end: the answer is the same (RFC 7009).
        if (RefreshToken.TryParse(request.Token, out var refresh))
        {
            await signOuts.EndFamilyAsync(refresh.Family, ct);
        }
        else if (await tokens.ValidateAsync(request.Token) is { } access)
        {
            await signOuts.RevokeAsync(access, ct);
        }

        return TypedResults.NoContent();
    }

    private static ProblemHttpResult NotGood() => TypedResults.Problem(
        statusCode: StatusCodes.Status401Unauthorized, title: "The refresh token is invalid or expired.", detail: "Sign in again.");
}
