using System.Linq.Expressions;
using ScaleApp.Data.Catalog;

namespace ScaleApp.Api.Catalog;

/// <summary>A product as customers see it.</summary>
public sealed record ProductDetails(int Id, string Name, decimal Price, int Stock, int UnitsSold)
{
    internal static readonly Expression<Func<Product, ProductDetails>> FromProduct = product =>
        new ProductDetails(product.Id, product.Name, product.Price, product.Stock, product.UnitsSold);
}

/// <summary>Some products, in the order of their ids.</summary>
/// <param name="Items">The products of this page.</param>
/// <param name="Next">What to give as <c>after</c> to get the page that follows; null on the last one.</param>
public sealed record ProductPage(IReadOnlyList<ProductDetails> Items, int? Next);

/// <summary>A product that sells well.</summary>
public sealed record BestSeller(int Id, string Name, decimal Price, int UnitsSold);
