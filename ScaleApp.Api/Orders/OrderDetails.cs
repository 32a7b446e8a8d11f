using System.Text.Json.Serialization;
using ScaleApp.Data.Orders;

namespace ScaleApp.Api.Orders;

/// <summary>An order as its customer sees it.</summary>
public sealed record OrderDetails(Guid Id, DateTimeOffset PlacedAt,
    [property: JsonConverter(typeof(JsonStringEnumConverter<OrderStatus>))] OrderStatus Status, decimal Total,
    IReadOnlyList<OrderedProduct> Lines);

/// <summary>So many of one product in an order.</summary>
public sealed record OrderedProduct(int ProductId, string Name, int Quantity, decimal UnitPrice);

/// <summary>An order in the history.</summary>
public sealed record OrderSummary(Guid Id, DateTimeOffset PlacedAt,
    [property: JsonConverter(typeof(JsonStringEnumConverter<OrderStatus>))] OrderStatus Status, decimal Total, int Units);

/// <summary>Some orders, the newest first.</summary>
/// <param name="Items">The orders of this page.</param>
/// <param name="Next">What to give as <c>cursor</c> to get the page that follows; null on the last one.</param>
public sealed record OrderPage(IReadOnlyList<OrderSummary> Items, string? Next);

/// <summary>A product of which there are not enough.</summary>
/// <param name="ProductId">The product's number.</param>
/// <param name="Wanted">How many were asked for.</param>
/// <param name="Available">How many there are; none of a product that is not sold.</param>
public sealed record Shortage(int ProductId, int Wanted, int Available);
