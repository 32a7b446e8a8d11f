namespace ScaleApp.Data.Seeding;

/// <summary>How much sample data there is to be. The same plan gives the same rows, whenever and wherever it is used.</summary>
/// <param name="Products">How many products; at least 1.</param>
/// <param name="Customers">How many customers; two in five subscribe to the digest. At least 1.</param>
/// <param name="OrderLines">How many order lines there are in all orders together.</param>
public sealed record SeedPlan(int Products, int Customers, int OrderLines)
{
    /// <summary>The shop as it is run: 10,000 products, 5,000 customers, 200,000 order lines.</summary>
    public static SeedPlan Shop { get; } = new(10_000, 5_000, 200_000);

    /// <summary>The last moment anything in the sample data happened at: fixed, so that every run is alike.</summary>
    internal static DateTimeOffset Newest { get; } = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
}
