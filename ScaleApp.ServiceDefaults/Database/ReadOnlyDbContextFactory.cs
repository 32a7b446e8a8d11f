using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace ScaleApp.ServiceDefaults;

/// <summary>Makes contexts for reads that may lag behind the latest writes; they track nothing.</summary>
public interface IReadOnlyDbContextFactory<out TContext> where TContext : DbContext
{
    /// <summary>A context on a read replica, or on the primary where there is none. Dispose it.</summary>
    TContext CreateDbContext();
}

internal sealed class ReadOnlyDbContextFactory<TContext> : IReadOnlyDbContextFactory<TContext> where TContext : DbContext
{
    private readonly PooledDbContextFactory<TContext> _contexts;

    public ReadOnlyDbContextFactory(Action<DbContextOptionsBuilder> configure, IServiceProvider services)
    {
        var options = new DbContextOptionsBuilder<TContext>();
        options.UseApplicationServiceProvider(services);
        configure(options);
        options.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);
        _contexts = new PooledDbContextFactory<TContext>(options.Options);
    }

    public TContext CreateDbContext() => _contexts.CreateDbContext();
}
