using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ScaleApp.Api.Accounts.Sessions;

/// <summary>Identifies a session: its owner, and the SHA-256 of its secret.</summary>
/// <remarks>
/// The browser's cookie is <c>owner.secret</c>, with a secret of 256 random bits, so it needs no encryption. Stores and lists contain only the
/// hash, which cannot be used to sign in. The cookie names the owner so that all sessions of an owner are stored and ended in one place.
/// </remarks>
/// <param name="Owner">The owner: up to 64 letters, digits, '-' or '_'.</param>
/// <param name="Handle">The hash of the secret, in 43 characters that are safe in addresses.</param>
internal readonly record struct SessionId(string Owner, string Handle)
{
    /// <summary>The claim by which the principal of a session names it: the handle.</summary>
    public const string ClaimType = "sid";

    private const int LongestOwner = 64;
    private const int SecretBytes = 32;
    private const int SecretLength = 43;

    private static readonly SearchValues<char> OwnerLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Creates a session's id, and the text of its cookie.</summary>
    /// <exception cref="ArgumentException">The owner cannot be part of an id.</exception>
    public static (SessionId Id, string Text) Create(string owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (!IsOwner(owner))
        {
            throw new ArgumentException($"'{owner}' cannot own sessions: use up to {LongestOwner} letters, digits, '-' or '_'.", nameof(owner));
        }

        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return (new SessionId(owner, HandleOf(secret)), $"{owner}.{secret}");
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out SessionId id)
    {
        id = default;
        var dot = (text?.Length ?? 0) - SecretLength - 1;
        if (dot < 1 || text![dot] != '.' || !IsOwner(text.AsSpan(0, dot)) || text.AsSpan(dot + 1).ContainsAnyExcept(OwnerLetters))
        {
            return false;
        }

        id = new SessionId(text[..dot], HandleOf(text.AsSpan(dot + 1)));
        return true;
    }

    public static bool IsHandle([NotNullWhen(true)] string? text) =>
        text?.Length == SecretLength && !text.AsSpan().ContainsAnyExcept(OwnerLetters);

    private static bool IsOwner(ReadOnlySpan<char> owner) =>
        owner.Length is > 0 and <= LongestOwner && !owner.ContainsAnyExcept(OwnerLetters);

    private static string HandleOf(ReadOnlySpan<char> secret)
    {
        Span<byte> text = stackalloc byte[SecretLength];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Encoding.ASCII.GetBytes(secret, text);
        SHA256.HashData(text, hash);
        return Base64Url.EncodeToString(hash);
    }
}
