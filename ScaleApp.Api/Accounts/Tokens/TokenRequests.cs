using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Api.Accounts.Tokens;

// Public, because validation passes over records that are internal.

/// <summary>Asks for new tokens.</summary>
/// <param name="RefreshToken">The last one that was given out; it is good once.</param>
public sealed record TokenRefresh([Required, StringLength(64, MinimumLength = 64)] string RefreshToken);

/// <summary>Says that a token is no longer needed.</summary>
/// <param name="Token">A refresh token, which ends all that came from its log-in, or an access token.</param>
public sealed record TokenRevocationRequest([Required, StringLength(AccessTokens.MaxLength, MinimumLength = 1)] string Token);

/// <summary>Tokens.</summary>
/// <param name="AccessToken">Goes into the Authorization header of requests, after <c>Bearer</c>.</param>
/// <param name="RefreshToken">Gets the next tokens, once.</param>
/// <param name="ExpiresIn">Seconds that the access token is good for.</param>
public sealed record TokenPair(string AccessToken, string RefreshToken, int ExpiresIn)
{
    /// <summary>How the access token is sent.</summary>
    public string TokenType => "Bearer";
}
