using ScaleApp.Api.Orders.Exports;
using ScaleApp.Data.Orders;

namespace ScaleApp.Api.Orders;

/// <summary>What the OpenAPI document shows of orders.</summary>
internal static class OrderExamples
{
    private static readonly Guid Id = new("0199e1a2-3b4c-7d5e-8f60-718293a4b5c6");
    private static readonly DateTimeOffset PlacedAt = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    public static NewOrder New { get; } = new([new NewOrderLine(1, 2), new NewOrderLine(5, 1)]);

    public static OrderDetails Details { get; } = new(Id, PlacedAt, OrderStatus.Placed, 109.70m,
        [new OrderedProduct(1, "Practical chair", 2, 49.90m), new OrderedProduct(5, "Small lamp", 1, 9.90m)]);

    public static OrderPage Page { get; } = new([new OrderSummary(Id, PlacedAt, OrderStatus.Placed, 109.70m, 3)], new OrderCursor(PlacedAt, Id).ToString());

    public static ExportStatus Export { get; } = new(Id, ExportState.Running, 40, PlacedAt, PlacedAt.AddDays(1), File: null);
}
