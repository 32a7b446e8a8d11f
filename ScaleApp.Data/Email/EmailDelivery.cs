namespace ScaleApp.Data.Email;

/// <summary>One mail. The row is claimed before the mail is sent, so a second worker or a retry does not send it again.</summary>
public sealed class EmailDelivery
{
    /// <summary>Without angle brackets.</summary>
    public required string MessageId { get; init; }

    /// <summary>Until when the worker that claimed the delivery may send; after that another may claim it.</summary>
    public DateTimeOffset ClaimedUntil { get; set; }

    /// <summary>When the mail was handed over; null while it is not.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Why the mail can never be delivered (its address was refused); null when it can.</summary>
    public string? Refusal { get; set; }
}

internal sealed class EmailDeliveryMapping : IEntityTypeConfiguration<EmailDelivery>
{
    public void Configure(EntityTypeBuilder<EmailDelivery> builder)
    {
        builder.ToTable("email_deliveries");
        builder.HasKey(delivery => delivery.MessageId);
        builder.Property(delivery => delivery.MessageId).HasMaxLength(200);
        builder.Property(delivery => delivery.Refusal).HasMaxLength(500);

        // The clean-up forgets the oldest.
        builder.HasIndex(delivery => delivery.ClaimedUntil);
    }
}
