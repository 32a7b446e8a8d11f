namespace ScaleApp.Data.Orders;

/// <summary>One purchase of one customer.</summary>
public sealed class Order
{
    /// <summary>Chosen by the application, so that an order has an id before it is written.</summary>
    public Guid Id { get; init; }

    /// <summary>Who bought.</summary>
    public int CustomerId { get; init; }

    /// <summary>When the order was placed.</summary>
    public DateTimeOffset PlacedAt { get; init; }

    /// <summary>How far the order has come.</summary>
    public OrderStatus Status { get; set; }

    /// <summary>The sum of the lines, with the prices of the moment.</summary>
    public decimal Total { get; init; }

    /// <summary>What was bought.</summary>
    public List<OrderLine> Lines { get; init; } = [];
}
