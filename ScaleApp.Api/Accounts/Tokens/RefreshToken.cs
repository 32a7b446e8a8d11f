using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>A refresh token: which family it belongs to, and 256 random bits of which the database knows the hash.</summary>
internal readonly record struct RefreshToken(Guid Family, byte[] Hash)
{
    public const int Length = 64;

    private const int FamilyBytes = 16;
    private const int SecretBytes = 32;

    public static (RefreshToken Token, string Text) Create(Guid family)
    {
        Span<byte> bytes = stackalloc byte[FamilyBytes + SecretBytes];
        family.TryWriteBytes(bytes);
        RandomNumberGenerator.Fill(bytes[FamilyBytes..]);
        return (new RefreshToken(family, SHA256.HashData(bytes[FamilyBytes..])), Base64Url.EncodeToString(bytes));
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out RefreshToken token)
    {
        token = default;
        Span<byte> bytes = stackalloc byte[FamilyBytes + SecretBytes];
        if (text?.Length != Length || Base64Url.DecodeFromChars(text, bytes, out _, out _) is not OperationStatus.Done)
        {
            return false;
        }

        token = new RefreshToken(new Guid(bytes[..FamilyBytes]), SHA256.HashData(bytes[FamilyBytes..]));
        return true;
    }
}

/// <summary>Asks for new tokens.</summary>
/// <param name="RefreshToken">The last one that was given out; it is good once.</param>
public sealed record TokenRefresh([Required, StringLength(64, MinimumLength = 64)] string RefreshToken);

/// <summary>A request to revoke a token.</summary>
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
