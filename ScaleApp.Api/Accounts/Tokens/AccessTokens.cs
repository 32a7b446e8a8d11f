using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>Signs access tokens (JWS, ES256), and says how they are validated.</summary>
internal sealed class AccessTokens(TokenKeys keys, IOptions<TokenOptions> options)
{
    /// <summary>The most characters of a token; those of the API have about 600.</summary>
    public const int MaxLength = 4096;

    // The clocks of replicas and database may differ by it.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    /// <summary>Reads and writes tokens. Claims keep the names that they have in the token.</summary>
    public JsonWebTokenHandler Handler { get; } = new() { SetDefaultTimesOnTokenCreation = false, MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };

    /// <summary>What a token must be: signed by one of the keys with ES256, of this issuer, for this audience, and in its time.</summary>
    public TokenValidationParameters Validation { get; } = new()
    {
        // Here and not in the scheme's options: validation asks again, within the same request, when a key is unknown.
        ConfigurationManager = keys,
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        ValidIssuer = options.Value.Issuer,
        ValidAudience = options.Value.Audience,
        ClockSkew = ClockSkew,
        AuthenticationType = AccountSchemes.Token,
        NameClaimType = CustomerPrincipal.NameClaim,
        RoleClaimType = CustomerPrincipal.RoleClaim,
    };

    /// <summary>Three segments of bounded length. A token of five is encrypted, and decompressing it costs what its sender wants.</summary>
    public static bool LooksSigned(string token) => token.Length <= MaxLength && token.AsSpan().Count('.') == 2;

    /// <summary>Makes the access token that goes with a refresh token.</summary>
    public async Task<TokenPair> IssueAsync(IssuedRefreshToken refresh, CancellationToken ct)
    {
        var now = refresh.At;
        var claims = new Dictionary<string, object>
        {
            [AccessToken.IdClaim] = $"{Guid.NewGuid():N}",
            [JwtRegisteredClaimNames.Sid] = $"{refresh.Family:N}",
            [AccessToken.IssuedAtClaim] = now.ToUnixTimeMilliseconds(),
        };
        foreach (var claim in refresh.Customer.Claims)
        {
            claims[claim.Type] = claim.Value;
        }

        var set = await keys.GetAsync(ct);
        var token = Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.Value.Issuer,
            Audience = options.Value.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + options.Value.AccessLifetime).UtcDateTime,
            Claims = claims,
            SigningCredentials = set.SigningAt(now),
        });
        return new TokenPair(token, refresh.Text, (int)options.Value.AccessLifetime.TotalSeconds);
    }

    /// <summary>The token if it is valid; null otherwise. Whether it was revoked is not asked.</summary>
    public async Task<AccessToken?> ValidateAsync(string token)
    {
        if (!LooksSigned(token))
        {
            return null;
        }

        var result = await Handler.ValidateTokenAsync(token, Validation);
        return result.IsValid ? AccessToken.Read((JsonWebToken)result.SecurityToken, new ClaimsPrincipal(result.ClaimsIdentity)) : null;
    }
}
