using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>A refresh token: which family it belongs to, and 256 random bits of which the database knows the hash.</summary>
/// <param name="Family">The family.</param>
/// <param name="Hash">SHA-256 of its secret.</param>
internal readonly record struct RefreshToken(Guid Family, byte[] Hash)
{
    /// <summary>Every refresh token has so many characters.</summary>
    public const int Length = 64;

    private const int FamilyBytes = 16;
    private const int SecretBytes = 32;

    /// <summary>A new one for a family, and the text that the client is given.</summary>
    public static (RefreshToken Token, string Text) Create(Guid family)
    {
        Span<byte> bytes = stackalloc byte[FamilyBytes + SecretBytes];
        family.TryWriteBytes(bytes);
        RandomNumberGenerator.Fill(bytes[FamilyBytes..]);
        return (new RefreshToken(family, SHA256.HashData(bytes[FamilyBytes..])), Base64Url.EncodeToString(bytes));
    }

    /// <summary>Reads what a client sent; false when it cannot be one.</summary>
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
