namespace ScaleApp.Data.Orders;

/// <summary>So many of one product in one order.</summary>
public sealed class OrderLine
{
    /// <summary>The customer of the order: lines are partitioned as their orders are.</summary>
    public int CustomerId { get; init; }

    /// <summary>The order.</summary>
    public Guid OrderId { get; init; }

    /// <summary>The place in the order, from 1.</summary>
    public short Number { get; init; }

    /// <summary>What was bought.</summary>
    public int ProductId { get; init; }

    /// <summary>How many, at least 1.</summary>
    public int Quantity { get; init; }

    /// <summary>What one cost at the moment of the order.</summary>
    public decimal UnitPrice { get; init; }
}
