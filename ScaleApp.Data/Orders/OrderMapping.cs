using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ScaleApp.Data.Customers;
using ScaleApp.Data.Schema;

namespace ScaleApp.Data.Orders;

internal sealed class OrderMapping : IEntityTypeConfiguration<Order>
{
    /// <summary>Of orders and of their lines, so that both are found in partitions of the same number.</summary>
    public const int Partitions = 8;

    public void Configure(EntityTypeBuilder<Order> builder)
    {
        builder.ToTable("orders");
        builder.HasKey(order => new { order.CustomerId, order.Id });
        builder.IsPartitionedByHash(Partitions);
        builder.Property(order => order.Id).ValueGeneratedNever();
        builder.Property(order => order.Total).HasPrecision(14, 2);

        builder.HasOne<Customer>().WithMany().HasForeignKey(order => order.CustomerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(order => order.Lines).WithOne().HasForeignKey(line => new { line.CustomerId, line.OrderId }).OnDelete(DeleteBehavior.Cascade);

        // A customer's history, newest first, page by page; it serves the foreign key too.
        builder.HasIndex(order => new { order.CustomerId, order.PlacedAt, order.Id }).HasDatabaseName("ix_orders_history")
            .IsDescending(false, true, true);
    }
}
