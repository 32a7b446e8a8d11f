namespace ScaleApp.Data.Orders;

/// <summary>How far an order has come. Held in the database by its number: never renumber.</summary>
public enum OrderStatus : short
{
    /// <summary>Accepted, not yet sent.</summary>
    Placed = 0,

    /// <summary>On its way, or there.</summary>
    Shipped = 1,

    /// <summary>Taken back before it was sent.</summary>
    Cancelled = 2,
}
