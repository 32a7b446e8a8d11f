using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Api.Cart;

// Public, because validation passes over records that are internal.

/// <summary>What is put into the cart.</summary>
/// <param name="ProductId">Which product.</param>
/// <param name="Quantity">How many units more.</param>
public sealed record CartAddition([property: Range(1, int.MaxValue)] int ProductId, [property: Range(1, CartService.MaxQuantity)] int Quantity = 1);

/// <summary>How many units of a product the cart is to have.</summary>
/// <param name="Quantity">Zero takes it out.</param>
public sealed record CartQuantity([Required, Range(0, CartService.MaxQuantity)] int? Quantity);
