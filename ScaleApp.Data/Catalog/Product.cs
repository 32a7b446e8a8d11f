namespace ScaleApp.Data.Catalog;

/// <summary>Something the shop sells.</summary>
public sealed class Product
{
    /// <summary>The number PostgreSQL gave the product.</summary>
    public int Id { get; init; }

    /// <summary>What the product is called.</summary>
    public required string Name { get; set; }

    /// <summary>What one unit costs, in the shop's one currency, with two decimals.</summary>
    public decimal Price { get; set; }

    /// <summary>How many units can still be sold; never below zero.</summary>
    public int Stock { get; set; }

    /// <summary>How many units were sold: the sum of the order lines, kept here so that best sellers are an index scan.</summary>
    public int UnitsSold { get; set; }

    /// <summary>The row's version (PostgreSQL's <c>xmin</c>): an update of a row that changed meanwhile fails.</summary>
    public uint Version { get; init; }
}
