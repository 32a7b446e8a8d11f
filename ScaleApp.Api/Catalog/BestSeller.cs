namespace ScaleApp.Api.Catalog;

/// <summary>A product that sells well.</summary>
/// <param name="Id">The product's number.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Price">What one unit costs.</param>
/// <param name="UnitsSold">How many units were sold so far.</param>
public sealed record BestSeller(int Id, string Name, decimal Price, int UnitsSold);
