using Microsoft.EntityFrameworkCore;
using ScaleApp.Data.Guard;

namespace ScaleApp.Data.Outbox;

/// <summary>The tables with which jobs and a database's transactions agree.</summary>
public static class JobTables
{
    /// <summary>Adds the outbox and the record of effects to a model.</summary>
    public static ModelBuilder AddJobTables(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.ApplyConfiguration(new OutboxJobMapping());
        modelBuilder.ApplyConfiguration(new JobEffectMapping());
        return modelBuilder;
    }
}
