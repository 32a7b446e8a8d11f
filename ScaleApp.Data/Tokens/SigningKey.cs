namespace ScaleApp.Data.Tokens;

/// <summary>A key that signs access tokens. What it may do follows from its times: pending, active, verify-only, gone.</summary>
internal sealed class SigningKey
{
    /// <summary>Its name in the header of tokens.</summary>
    public required string Id { get; init; }

    /// <summary>The public part, as SubjectPublicKeyInfo.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>The private part as PKCS#8, protected by Data Protection; null once it signs no more.</summary>
    public byte[]? PrivateKey { get; init; }

    /// <summary>From when it signs; until then it is only published.</summary>
    public DateTimeOffset ActiveFrom { get; init; }

    /// <summary>When the next key takes over; null while there is none.</summary>
    public DateTimeOffset? ActiveUntil { get; init; }

    /// <summary>Until when what it signed is accepted; null while it has no successor.</summary>
    public DateTimeOffset? VerifyUntil { get; init; }
}

/// <summary>The refresh tokens that follow from one log-in, of which the last is good.</summary>
internal sealed class TokenFamily
{
    /// <summary>The first half of each of its refresh tokens, and the claim <c>sid</c> of its access tokens.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    public int CustomerId { get; init; }

    /// <summary>SHA-256 of the second half of the refresh token that is good.</summary>
    public required byte[] CurrentHash { get; init; }

    /// <summary>Until when that one can be used.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the family ends in any case.</summary>
    public DateTimeOffset EndsAt { get; init; }
}

/// <summary>That access tokens are no longer accepted, though they are not expired.</summary>
internal sealed class TokenRevocation
{
    /// <summary>Which: a token's <c>jti</c>, a family's <c>sid</c>, or a customer's <c>sub</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Those that were issued until then.</summary>
    public DateTimeOffset NotBefore { get; init; }
}
