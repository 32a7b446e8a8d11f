using ScaleApp.Data.Catalog;
using ScaleApp.Data.Customers;
using ScaleApp.Data.Schema;

namespace ScaleApp.Data.Orders;

public sealed class Order
{
    /// <summary>Chosen by the application, so that an order has an id before it is written.</summary>
    public Guid Id { get; init; }

    public int CustomerId { get; init; }
    public DateTimeOffset PlacedAt { get; init; }
    public OrderStatus Status { get; set; }

    /// <summary>The sum of the lines, with the prices of the moment.</summary>
    public decimal Total { get; init; }

    public List<OrderLine> Lines { get; init; } = [];
}

public sealed class OrderLine
{
    /// <summary>The customer of the order: lines are partitioned as their orders are.</summary>
    public int CustomerId { get; init; }

    public Guid OrderId { get; init; }

    /// <summary>The place in the order, from 1.</summary>
    public short Number { get; init; }

    public int ProductId { get; init; }
    public int Quantity { get; init; }

    /// <summary>What one cost at the moment of the order.</summary>
    public decimal UnitPrice { get; init; }
}

/// <summary>How far an order has come. Held in the database by its number: never renumber.</summary>
public enum OrderStatus : short
{
    /// <summary>Accepted, not yet sent.</summary>
    Placed = 0,

    /// <summary>On its way, or there.</summary>
    Shipped = 1,

    /// <summary>Taken back before it was sent.</summary>
    Cancelled = 2,
}

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
