using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Email;

internal sealed class EmailDeliveryMapping : IEntityTypeConfiguration<EmailDelivery>
{
    public void Configure(EntityTypeBuilder<EmailDelivery> builder)
    {
        builder.ToTable("email_deliveries");
        builder.HasKey(delivery => delivery.MessageId);
        builder.Property(delivery => delivery.MessageId).HasMaxLength(EmailDelivery.MaxMessageIdLength);
        builder.Property(delivery => delivery.Refusal).HasMaxLength(500);

        // The clean-up forgets the oldest.
        builder.HasIndex(delivery => delivery.ClaimedUntil);
    }
}
