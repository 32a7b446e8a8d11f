namespace ScaleApp.Api.Catalog;

/// <summary>Some products, in the order of their ids.</summary>
/// <param name="Items">The products of this page.</param>
/// <param name="Next">What to give as <c>after</c> to get the page that follows; null on the last one.</param>
public sealed record ProductPage(IReadOnlyList<ProductDetails> Items, int? Next);
