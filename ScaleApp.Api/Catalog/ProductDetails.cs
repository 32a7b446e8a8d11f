using System.Linq.Expressions;
using ScaleApp.Data.Catalog;

namespace ScaleApp.Api.Catalog;

/// <summary>A product as customers see it.</summary>
/// <param name="Id">The product's number.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Price">What one unit costs.</param>
/// <param name="Stock">How many units can be sold.</param>
/// <param name="UnitsSold">How many units were sold so far.</param>
public sealed record ProductDetails(int Id, string Name, decimal Price, int Stock, int UnitsSold)
{
    internal static readonly Expression<Func<Product, ProductDetails>> FromProduct = product =>
        new ProductDetails(product.Id, product.Name, product.Price, product.Stock, product.UnitsSold);
}
