namespace ScaleApp.Data.Orders.Exports;

/// <summary>That a customer asked for a list of all orders.</summary>
public sealed class OrderExport
{
    /// <summary>The most that are kept of one customer at a time.</summary>
    public const int MaxPerCustomer = 10;

    /// <summary>How long an export is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>Chosen by the application.</summary>
    public Guid Id { get; init; }

    /// <summary>Who asked.</summary>
    public int CustomerId { get; init; }

    /// <summary>The job that makes it.</summary>
    public required string JobId { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>When the file was there; null while it is not.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>The name under which the file is found.</summary>
    public static string FileNameOf(Guid id) => $"exports/{id:N}";
}
