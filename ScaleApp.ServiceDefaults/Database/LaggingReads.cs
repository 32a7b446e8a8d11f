using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql.EntityFrameworkCore.PostgreSQL;

namespace ScaleApp.ServiceDefaults;

/// <summary>A context for queries that may lack what was committed within <see cref="ReadReplicaOptions.MaxLag"/>.</summary>
public sealed class LaggingReads<TContext>(ReadReplica replica, StandbyContexts<TContext> contexts, TContext primary) : IAsyncDisposable, IDisposable
    where TContext : DbContext
{
    private TContext? _standby;

    /// <summary>A context over a standby, or the scope's own one when no standby is recent enough.</summary>
    public TContext Context => _standby ?? (replica.IsUsed ? _standby = contexts.Create() : primary);

    public TContext Primary => primary;

    /// <inheritdoc/>
    public void Dispose() => _standby?.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _standby?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>The pool of the contexts over standbys.</summary>
public sealed class StandbyContexts<TContext>(ReadReplica replica, IServiceProvider services)
    where TContext : DbContext
{
    private const int MaxRetries = 2;
    private const int CommandSeconds = 3;

    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(200);

    private readonly Lazy<PooledDbContextFactory<TContext>> _pool = new(() => new(Options(replica, services)));

    internal TContext Create() => _pool.Value.CreateDbContext();

    /// <remarks>
    /// As the service's own contexts, but for the data source and what is retried: every transient failure, since reads commit nothing.
    /// The retry opens a connection anew, to the primary when the standby has failed.
    /// </remarks>
    private static DbContextOptions<TContext> Options(ReadReplica replica, IServiceProvider services)
    {
        var options = new DbContextOptionsBuilder<TContext>().UseApplicationServiceProvider(services);
        foreach (var configuration in services.GetServices<IDbContextOptionsConfiguration<TContext>>())
        {
            configuration.Configure(services, options);
        }

        options.UseNpgsql(replica.Standbys!, npgsql => npgsql
                .CommandTimeout(CommandSeconds)
                .ExecutionStrategy(dependencies => new NpgsqlRetryingExecutionStrategy(dependencies, MaxRetries, MaxDelay, errorCodesToAdd: null)))
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);
        return (DbContextOptions<TContext>)options.Options;
    }
}
