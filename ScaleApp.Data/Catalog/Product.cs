namespace ScaleApp.Data.Catalog;

public sealed class Product
{
    public int Id { get; init; }
    public required string Name { get; set; }

    /// <summary>The price of one unit, in the shop's one currency, with two decimals.</summary>
    public decimal Price { get; set; }

    /// <summary>How many units can still be sold; never below zero.</summary>
    public int Stock { get; set; }

    /// <summary>The sum of the order lines, kept here so that best sellers are an index scan.</summary>
    public int UnitsSold { get; set; }

    /// <summary>The row's version (PostgreSQL's <c>xmin</c>): an update of a row that changed meanwhile fails.</summary>
    public uint Version { get; init; }
}

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
