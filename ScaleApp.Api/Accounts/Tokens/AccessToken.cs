using System.Globalization;
using Microsoft.IdentityModel.JsonWebTokens;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>An access token whose signature, time, issuer and audience were verified.</summary>
/// <param name="Principal">The customer, with the claims of the token.</param>
/// <param name="Id">Identifies the token, <c>jti</c>.</param>
/// <param name="Family">The log-in that the token came from, <c>sid</c>.</param>
/// <param name="Customer">The customer's number, <c>sub</c>.</param>
/// <param name="IssuedAt">By the database's clock, to the millisecond.</param>
/// <param name="ExpiresAt">The token's end.</param>
internal sealed record AccessToken(
    ClaimsPrincipal Principal, string Id, string Family, string Customer, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    public const string IdClaim = JwtRegisteredClaimNames.Jti;

    /// <summary>
    /// When the token was issued, in Unix milliseconds: a customer may sign out and in again within the second that <c>iat</c> is rounded to.
    /// </summary>
    public const string IssuedAtClaim = "iat_ms";

    /// <summary>Reads a verified token; null when it lacks a claim that every token of the API has.</summary>
    public static AccessToken? Read(JsonWebToken token, ClaimsPrincipal principal) =>
        token.TryGetPayloadValue<long>(IssuedAtClaim, out var issuedAt) && issuedAt is > 0 and < 253_402_300_800_000
        && token.TryGetPayloadValue<long>(JwtRegisteredClaimNames.Iat, out _) && token.TryGetPayloadValue<long>(JwtRegisteredClaimNames.Nbf, out _)
        && token.TryGetPayloadValue<string>(JwtRegisteredClaimNames.Sid, out var family) && token.Id is { Length: > 0 } id
        && int.TryParse(token.Subject, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? new AccessToken(principal, id, family, token.Subject, DateTimeOffset.FromUnixTimeMilliseconds(issuedAt), new DateTimeOffset(token.ValidTo, TimeSpan.Zero))
            : null;
}
