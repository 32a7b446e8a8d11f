using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>An access token that is good.</summary>
/// <param name="Principal">Who sent it.</param>
/// <param name="Id">The token's own name, <c>jti</c>.</param>
/// <param name="Family">The log-in it came from, <c>sid</c>.</param>
/// <param name="Customer">Whose it is, <c>sub</c>.</param>
/// <param name="IssuedAt">When, by the database's clock, to the millisecond.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
internal sealed record AccessToken(
    ClaimsPrincipal Principal, string Id, string Family, string Customer, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);

/// <summary>Signs access tokens (JWS, ES256), and verifies them.</summary>
internal sealed class AccessTokens(TokenKeys keys, IOptions<TokenOptions> options, TimeProvider time)
{
    /// <summary>Longer ones are refused unread; ours have about 600 characters.</summary>
    public const int LongestToken = 4096;

    // What the clocks of replicas and database may differ by.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly VerifiedTokens _verified = new();

    /// <param name="customer">Who is to have it, with the claims of <see cref="CustomerPrincipal"/>.</param>
    /// <param name="family">The log-in it comes from.</param>
    /// <param name="now">The time of the database.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<string> SignAsync(ClaimsPrincipal customer, Guid family, DateTimeOffset now, CancellationToken ct)
    {
        var payload = new Dictionary<string, object>
        {
            ["iss"] = options.Value.Issuer,
            ["aud"] = options.Value.Audience,
            ["jti"] = $"{Guid.NewGuid():N}",
            ["sid"] = $"{family:N}",
            // With milliseconds (a NumericDate may have them): a customer may sign out and in again within a second.
            ["iat"] = now.ToUnixTimeMilliseconds() / 1000m,
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + options.Value.AccessLifetime).ToUnixTimeSeconds(),
        };
        foreach (var claim in customer.Claims)
        {
            payload[claim.Type] = claim.Value;
        }

        var set = await keys.GetAsync(ct);
        return _handler.CreateToken(JsonSerializer.Serialize(payload), set.SigningAt(now));
    }

    /// <summary>The token if it is one of ours and in its time; null when it is anything else. Whether it was revoked is not asked here.</summary>
    public async ValueTask<AccessToken?> VerifyAsync(string token, CancellationToken ct)
    {
        if (!LooksSigned(token))
        {
            return null;
        }

        var set = await keys.GetAsync(ct);
        if (_verified.Find(token, set) is { } known)
        {
            return IsInTime(known.IssuedAt, known.ExpiresAt) ? known : null;
        }

        var result = Validate(token, set);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException && await keys.GetNewerAsync(set, ct) is var newer && newer != set)
        {
            (set, result) = (newer, Validate(token, newer));
        }

        if (!result.IsValid || Read((JsonWebToken)result.SecurityToken) is not { } verified)
        {
            return null;
        }

        _verified.Add(token, set, verified);
        return verified;
    }

    /// <summary>Three segments of bounded length: what has five is encrypted, and unpacking it costs what its sender likes.</summary>
    internal static bool LooksSigned(string token) => token.Length <= LongestToken && token.AsSpan().Count('.') == 2;

    private TokenValidationResult Validate(string token, TokenKeySet set) => _handler.ValidateToken(token, new TokenValidationParameters
    {
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        ValidIssuer = options.Value.Issuer,
        ValidAudience = options.Value.Audience,
        IssuerSigningKeyResolver = (_, _, id, _) => set.Find(id) is { } key ? [key] : [],
        LifetimeValidator = (notBefore, expires, _, _) =>
            notBefore is { } from && expires is { } until && IsInTime(Utc(from), Utc(until)),
    });

    private bool IsInTime(DateTimeOffset from, DateTimeOffset until)
    {
        var now = time.GetUtcNow();
        return from <= now + ClockSkew && now < until + ClockSkew;
    }

    private static AccessToken? Read(JsonWebToken token)
    {
        if (!token.TryGetPayloadValue<double>("iat", out var issuedAt) || !token.TryGetPayloadValue<string>("sid", out var family)
            || !token.TryGetPayloadValue<long>("nbf", out _) || token.Id is not { Length: > 0 } id
            || !int.TryParse(token.Subject, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return null;
        }

        string[] own = [CustomerPrincipal.IdClaim, CustomerPrincipal.NameClaim, CustomerPrincipal.EmailClaim, CustomerPrincipal.RoleClaim];
        var claims = own.Select(name => token.TryGetPayloadValue<string>(name, out var value) ? new Claim(name, value) : null).OfType<Claim>()
            .Append(new Claim("sid", family));
        var identity = new ClaimsIdentity(claims, AccountSchemes.Token, CustomerPrincipal.NameClaim, CustomerPrincipal.RoleClaim);
        return new AccessToken(new ClaimsPrincipal(identity), id, family, token.Subject,
            DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(issuedAt * 1000)), Utc(token.ValidTo));
    }

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
