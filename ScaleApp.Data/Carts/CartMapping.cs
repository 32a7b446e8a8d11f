using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ScaleApp.Data.Customers;

namespace ScaleApp.Data.Carts;

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
