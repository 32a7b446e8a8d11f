using ScaleApp.Data.Catalog;
using ScaleApp.Data.Customers;

namespace ScaleApp.Data.Carts;

/// <summary>A customer's cart: one for all devices. Its row is locked by each change, so changes of one cart follow each other.</summary>
public sealed class Cart
{
    /// <summary>How long a cart is kept after its last change: as long as a session lasts at most.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    public int CustomerId { get; init; }

    /// <summary>By the database's clock.</summary>
    public DateTimeOffset ChangedAt { get; init; }
}

public sealed class CartLine
{
    public int CustomerId { get; init; }
    public int ProductId { get; init; }
    public int Quantity { get; init; }
}

internal sealed class CartMapping : IEntityTypeConfiguration<Cart>
{
    public void Configure(EntityTypeBuilder<Cart> builder)
    {
        builder.ToTable("carts");
        builder.HasKey(cart => cart.CustomerId);
        builder.Property(cart => cart.CustomerId).ValueGeneratedNever();

        builder.HasOne<Customer>().WithOne().HasForeignKey<Cart>(cart => cart.CustomerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany<CartLine>().WithOne().HasForeignKey(line => line.CustomerId).OnDelete(DeleteBehavior.Cascade);

        // The clean-up deletes carts that are not used any more.
        builder.HasIndex(cart => cart.ChangedAt);
    }
}

internal sealed class CartLineMapping : IEntityTypeConfiguration<CartLine>
{
    public void Configure(EntityTypeBuilder<CartLine> builder)
    {
        builder.ToTable("cart_lines", table => table.HasCheckConstraint("ck_cart_lines_quantity", "quantity > 0"));
        builder.HasKey(line => new { line.CustomerId, line.ProductId });
        builder.HasOne<Product>().WithMany().HasForeignKey(line => line.ProductId).OnDelete(DeleteBehavior.Cascade);
    }
}
