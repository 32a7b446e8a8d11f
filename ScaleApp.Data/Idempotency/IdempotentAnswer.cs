using ScaleApp.Data.Customers;

namespace ScaleApp.Data.Idempotency;

/// <summary>The response to a request with an idempotency key, written in the transaction of the request.</summary>
public sealed class IdempotentAnswer
{
    public const int MaxKeyLength = 100;

    /// <summary>The key's owner: customers cannot see each other's.</summary>
    public int CustomerId { get; init; }

    public required string Key { get; init; }

    /// <summary>The SHA-256 of the request: another one with the same key is a mistake.</summary>
    public required byte[] Fingerprint { get; init; }

    public int Status { get; init; }

    /// <summary>The address of what was made; null when nothing was.</summary>
    public string? Location { get; init; }

    /// <summary>The JSON that was sent, byte for byte.</summary>
    public required byte[] Body { get; init; }

    /// <summary>By the database's clock; forgotten a day later.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class IdempotentAnswerMapping : IEntityTypeConfiguration<IdempotentAnswer>
{
    public void Configure(EntityTypeBuilder<IdempotentAnswer> builder)
    {
        builder.ToTable("idempotent_answers");
        builder.HasKey(answer => new { answer.CustomerId, answer.Key });
        builder.Property(answer => answer.Key).HasMaxLength(IdempotentAnswer.MaxKeyLength);
        builder.Property(answer => answer.Location).HasMaxLength(200);
        builder.Property(answer => answer.CreatedAt).HasDefaultValueSql("now()");

        builder.HasOne<Customer>().WithMany().HasForeignKey(answer => answer.CustomerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(answer => answer.CreatedAt);
    }
}
