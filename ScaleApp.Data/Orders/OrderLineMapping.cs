using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ScaleApp.Data.Catalog;
using ScaleApp.Data.Schema;

namespace ScaleApp.Data.Orders;

internal sealed class OrderLineMapping : IEntityTypeConfiguration<OrderLine>
{
    public void Configure(EntityTypeBuilder<OrderLine> builder)
    {
        builder.ToTable("order_lines", table => table.HasCheckConstraint("ck_order_lines_quantity", "quantity > 0"));
        builder.HasKey(line => new { line.CustomerId, line.OrderId, line.Number });
        builder.IsPartitionedByHash(OrderMapping.Partitions);
        builder.Property(line => line.UnitPrice).HasPrecision(12, 2);

        builder.HasOne<Product>().WithMany().HasForeignKey(line => line.ProductId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(line => line.ProductId);
    }
}
