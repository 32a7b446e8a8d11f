using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ScaleApp.Data.Customers;

namespace ScaleApp.Data.Digests;

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
