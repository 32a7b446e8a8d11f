using ScaleApp.Data.Customers;

namespace ScaleApp.Data.Digests;

/// <summary>One mail of a digest.</summary>
/// <remarks>
/// The row is claimed before the mail is sent, and there is one for each customer and occurrence, so a second worker, a retry or a stalled
/// process cannot send it twice.
/// </remarks>
public sealed class DigestDelivery
{
    public DateTimeOffset Occurrence { get; init; }
    public int CustomerId { get; init; }

    /// <summary>Until when the worker that claimed the delivery may send; after that another may claim it.</summary>
    public DateTimeOffset ClaimedUntil { get; set; }

    /// <summary>When the mail was handed over; null while it is not.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Why the mail can never be delivered (its address was refused); null when it can.</summary>
    public string? Refusal { get; set; }

    /// <summary>Whether the recipient cannot get mail at the moment (a full mailbox) and is tried again after <see cref="ClaimedUntil"/>.</summary>
    public bool IsDeferred { get; set; }

    /// <summary>The rooms with unread messages, as JSON, for a worker that sends the mail again; null until a worker first wrote it.</summary>
    public string? Unread { get; set; }
}

internal sealed class DigestDeliveryMapping : IEntityTypeConfiguration<DigestDelivery>
{
    public void Configure(EntityTypeBuilder<DigestDelivery> builder)
    {
        builder.ToTable("digest_deliveries");
        builder.HasKey(delivery => new { delivery.Occurrence, delivery.CustomerId });
        builder.Property(delivery => delivery.Refusal).HasMaxLength(500);
        builder.Property(delivery => delivery.Unread).HasColumnType("jsonb");

        builder.HasOne<DigestRun>().WithMany().HasForeignKey(delivery => delivery.Occurrence).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Customer>().WithMany().HasForeignKey(delivery => delivery.CustomerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(delivery => delivery.CustomerId);

        // Each row is updated twice within seconds: in its own page, and without new index entries, since no index has those columns.
        builder.HasStorageParameter("fillfactor", 60);
    }
}
