using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ScaleApp.Data.Customers;

namespace ScaleApp.Data.Orders.Exports;

internal sealed class OrderExportMapping : IEntityTypeConfiguration<OrderExport>
{
    public void Configure(EntityTypeBuilder<OrderExport> builder)
    {
        builder.ToTable("order_exports");
        builder.Property(export => export.Id).ValueGeneratedNever();

        builder.HasOne<Customer>().WithMany().HasForeignKey(export => export.CustomerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(export => export.RequestedAt);
        builder.HasIndex(export => export.CustomerId);
    }
}
