using ScaleApp.Data.Customers;

namespace ScaleApp.Data.Tokens;

/// <summary>A key that signs access tokens. Its state follows from its times: pending, active, verify-only, gone.</summary>
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
public sealed class TokenFamily
{
    /// <summary>The first half of each of its refresh tokens, and the claim <c>sid</c> of its access tokens.</summary>
    public Guid Id { get; init; }

    public int CustomerId { get; init; }

    /// <summary>SHA-256 of the second half of the refresh token that is good.</summary>
    public required byte[] CurrentHash { get; init; }

    /// <summary>Until when that one can be used.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the family ends in any case.</summary>
    public DateTimeOffset EndsAt { get; init; }
}

/// <summary>Revoked access tokens that have not expired.</summary>
public sealed class TokenRevocation
{
    /// <summary>A token's <c>jti</c>, a family's <c>sid</c>, or a customer's <c>sub</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Those that were issued until then.</summary>
    public DateTimeOffset NotBefore { get; init; }
}

internal sealed class SigningKeyMapping : IEntityTypeConfiguration<SigningKey>
{
    public void Configure(EntityTypeBuilder<SigningKey> builder) => builder.ToTable("signing_keys").Property(key => key.Id).HasMaxLength(32);
}

internal sealed class TokenFamilyMapping : IEntityTypeConfiguration<TokenFamily>
{
    public void Configure(EntityTypeBuilder<TokenFamily> builder)
    {
        builder.ToTable("token_families");
        builder.Property(family => family.Id).ValueGeneratedNever();
        builder.HasOne<Customer>().WithMany().HasForeignKey(family => family.CustomerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(family => family.CustomerId);

        // The clean-up deletes expired families.
        builder.HasIndex(family => family.ExpiresAt);
    }
}

internal sealed class TokenRevocationMapping : IEntityTypeConfiguration<TokenRevocation>
{
    public void Configure(EntityTypeBuilder<TokenRevocation> builder)
    {
        builder.ToTable("token_revocations");
        builder.HasKey(revocation => revocation.Subject);
        builder.Property(revocation => revocation.Subject).HasMaxLength(64);

        // Replicas poll for new revocations.
        builder.HasIndex(revocation => revocation.NotBefore);
    }
}
