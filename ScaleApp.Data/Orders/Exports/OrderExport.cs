using ScaleApp.Data.Customers;

namespace ScaleApp.Data.Orders.Exports;

public sealed class OrderExport
{
    /// <summary>The most that are kept of one customer at a time.</summary>
    public const int MaxPerCustomer = 10;

    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>Chosen by the application.</summary>
    public Guid Id { get; init; }

    public int CustomerId { get; init; }
    public ExportState State { get; set; }

    /// <summary>In per cent, written by the job.</summary>
    public double Progress { get; set; }

    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>When the file was ready; null before.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>The name under which the file is found.</summary>
    public static string FileNameOf(Guid id) => $"exports/{id:N}";
}

/// <summary>Where an export is. Held in the database by its number: never renumber.</summary>
public enum ExportState : short
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

internal sealed class OrderExportMapping : IEntityTypeConfiguration<OrderExport>
{
    public void Configure(EntityTypeBuilder<OrderExport> builder)
    {
        builder.ToTable("order_exports");
        builder.Property(export => export.Id).ValueGeneratedNever();

        builder.HasOne<Customer>().WithMany().HasForeignKey(export => export.CustomerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(export => export.RequestedAt);
        builder.HasIndex(export => export.CustomerId);
    }
}
