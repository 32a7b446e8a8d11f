using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>Signs in by an access token in the Authorization header: the framework's handler, with revocation, and without a call to a server.</summary>
internal static class TokenScheme
{
    public static AuthenticationBuilder AddAccessTokens(this AuthenticationBuilder authentication)
    {
        authentication.Services.AddSingleton<VerifiedTokens>();
        authentication.Services.AddSingleton<TokenEvents>();
        authentication.Services.AddOptions<JwtBearerOptions>(AccountSchemes.Token).Configure<AccessTokens, TokenEvents>((bearer, tokens, events) =>
        {
            bearer.TokenValidationParameters = tokens.Validation;
            bearer.TokenHandlers.Clear();
            bearer.TokenHandlers.Add(tokens.Handler);
            bearer.MapInboundClaims = false;
            bearer.SaveToken = false;
            bearer.IncludeErrorDetails = false;
            bearer.Events = events;
        });
        return authentication.AddJwtBearer(AccountSchemes.Token);
    }

    /// <summary>Refuses tokens that were revoked, and verifies the signature of a token once.</summary>
    private sealed class TokenEvents(VerifiedTokens verified, RevokedTokens revoked) : JwtBearerEvents
    {
        private const string Prefix = "Bearer ";

        public override async Task MessageReceived(MessageReceivedContext context)
        {
            var header = context.Request.Headers.Authorization.ToString();
            context.Token = header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : "";
            if (!AccessTokens.LooksSigned(context.Token))
            {
                context.Fail("The access token is not signed.");
            }
            else if (await verified.FindAsync(context.Token, context.HttpContext.RequestAborted) is { } token && !revoked.Contains(token))
            {
                context.Principal = token.Principal;
                context.Properties.ExpiresUtc = token.ExpiresAt;
                context.Success();
            }
        }

        public override async Task TokenValidated(TokenValidatedContext context)
        {
            if (AccessToken.Read((JsonWebToken)context.SecurityToken, context.Principal!) is not { } token || revoked.Contains(token))
            {
                context.Fail("The access token lacks a claim, or was revoked.");
                return;
            }

            await verified.AddAsync(((JsonWebToken)context.SecurityToken).EncodedToken, token, context.HttpContext.RequestAborted);
        }

        public override Task Challenge(JwtBearerChallengeContext context)
        {
            // What is wrong with a token is nothing that its sender needs to know.
            context.Error = context.AuthenticateFailure is null ? null : "invalid_token";
            return Task.CompletedTask;
        }
    }
}

/// <summary>Tokens whose signature was verified: a client sends the same one for ten minutes, and the signature costs more than all else.</summary>
/// <remarks>Holds <see cref="MaxTokens"/> at most. A token that was verified with keys that have changed since is not found.</remarks>
internal sealed class VerifiedTokens(TokenKeys keys, TimeProvider time) : IDisposable
{
    private const int MaxTokens = 10_000;

    private readonly MemoryCache _tokens = new(new MemoryCacheOptions { SizeLimit = MaxTokens });

    public async ValueTask<AccessToken?> FindAsync(string token, CancellationToken ct) =>
        _tokens.TryGetValue(token, out Entry? entry) && entry!.Token.ExpiresAt > time.GetUtcNow() && entry.Keys == await keys.GetAsync(ct)
            ? entry.Token
            : null;

    public async ValueTask AddAsync(string token, AccessToken verified, CancellationToken ct) => _tokens.Set(
        token, new Entry(verified, await keys.GetAsync(ct)), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = verified.ExpiresAt });

    public void Dispose() => _tokens.Dispose();

    private sealed record Entry(AccessToken Token, TokenKeySet Keys);
}
