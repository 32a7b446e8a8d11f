using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ScaleApp.Data.Customers;

namespace ScaleApp.Data.Orders;

internal sealed class OrderMapping : IEntityTypeConfiguration<Order>
{
    public void Configure(EntityTypeBuilder<Order> builder)
    {
        builder.ToTable("orders");
        builder.Property(order => order.Id).ValueGeneratedNever();
        builder.Property(order => order.Total).HasPrecision(14, 2);

        builder.HasOne<Customer>().WithMany().HasForeignKey(order => order.CustomerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(order => order.Lines).WithOne().HasForeignKey(line => line.OrderId).OnDelete(DeleteBehavior.Cascade);

        // A customer's history, newest first, page by page; it serves the foreign key too.
        builder.HasIndex(order => new { order.CustomerId, order.PlacedAt, order.Id }).HasDatabaseName("ix_orders_history")
            .IsDescending(false, true, true);
    }
}
