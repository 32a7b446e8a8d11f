namespace ScaleApp.Data.Orders.Exports;

/// <summary>A customer's request for a list of all orders.</summary>
public sealed class OrderExport
{
    /// <summary>The most that are kept of one customer at a time.</summary>
    public const int MaxPerCustomer = 10;

    /// <summary>How long an export is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>Chosen by the application.</summary>
    public Guid Id { get; init; }

    /// <summary>The customer.</summary>
    public int CustomerId { get; init; }

    /// <summary>Written by the job.</summary>
    public OrderExportState State { get; set; }

    /// <summary>In per cent, written by the job.</summary>
    public double Progress { get; set; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>When the file was ready; null before.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>The name under which the file is found.</summary>
    public static string FileNameOf(Guid id) => $"exports/{id:N}";
}

/// <summary>Where an export is.</summary>
public enum OrderExportState : short
{
    /// <summary>It waits for a worker.</summary>
    Waiting,

    /// <summary>A worker is at it.</summary>
    Running,

    /// <summary>The file can be fetched.</summary>
    Ready,

    /// <summary>All attempts failed: ask for another.</summary>
    Failed,
}
