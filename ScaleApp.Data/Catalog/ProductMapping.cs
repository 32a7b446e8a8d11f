using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Catalog;

internal sealed class ProductMapping : IEntityTypeConfiguration<Product>
{
    public void Configure(EntityTypeBuilder<Product> builder)
    {
        builder.ToTable("products", table =>
        {
            table.HasCheckConstraint("ck_products_price", "price >= 0");
            table.HasCheckConstraint("ck_products_stock", "stock >= 0");
        });
        builder.Property(product => product.Id).UseIdentityByDefaultColumn();
        builder.Property(product => product.Name).HasMaxLength(200);
        builder.Property(product => product.Price).HasPrecision(12, 2);
        builder.Property(product => product.Version).IsRowVersion().HasColumnName("xmin");

        // Best sellers, most sold first, the older product first among equals.
        builder.HasIndex(product => new { product.UnitsSold, product.Id }).HasDatabaseName("ix_products_best_sellers").IsDescending(true, false);
    }
}
