using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace ScaleApp.ServiceDefaults;

/// <summary>PostgreSQL for a service.</summary>
public static class NpgsqlDbContextExtensions
{
    /// <summary>
    /// Adds a pooled <typeparamref name="TContext"/> and the <see cref="NpgsqlDataSource"/> under it, from
    /// <c>ConnectionStrings:{connectionName}</c>, with a health check.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Reads that may lag go through <see cref="IReadOnlyDbContextFactory{TContext}"/>, or the data source with the key
    /// <c>{connectionName}-readonly</c>: to the servers of <c>ConnectionStrings:{connectionName}-readonly</c>, else to a standby
    /// when the connection string names several hosts, else to the one server there is.
    /// </para>
    /// <para>
    /// Failures are retried where nothing can have been committed (<see cref="SafeRetryStrategy"/>); transactions that the
    /// caller begins are never retried, and need no ceremony.
    /// </para>
    /// </remarks>
    /// <param name="builder">The service.</param>
    /// <param name="connectionName">The database resource's name in the topology.</param>
    /// <param name="configureSettings">Changes the settings after they were read from the configuration.</param>
    /// <param name="configureDbContextOptions">Has the last word on the context's options.</param>
    public static void AddNpgsqlDbContext<TContext>(this IHostApplicationBuilder builder, string connectionName,
        Action<NpgsqlDbContextSettings>? configureSettings = null,
        Action<DbContextOptionsBuilder>? configureDbContextOptions = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var settings = new NpgsqlDbContextSettings();
        builder.Configuration.GetSection(NpgsqlDbContextSettings.Section).Bind(settings);
        settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        settings.ReadOnlyConnectionString =
            builder.Configuration.GetConnectionString($"{connectionName}-readonly") ?? settings.ReadOnlyConnectionString;
        configureSettings?.Invoke(settings);
        settings.Require(connectionName);

        var readOnly = $"{connectionName}-readonly";
        builder.Services.AddSingleton(provider => new DatabaseSources(settings, builder.Environment.ApplicationName, provider));
        builder.Services.AddSingleton(provider => provider.GetRequiredService<DatabaseSources>().Primary);
        builder.Services.AddKeyedSingleton(readOnly, (provider, _) => provider.GetRequiredService<DatabaseSources>().ReadOnly);

        builder.Services.AddDbContextPool<TContext>((provider, options) =>
            Configure(options, provider.GetRequiredService<DatabaseSources>().Primary));
        builder.Services.AddSingleton<IReadOnlyDbContextFactory<TContext>>(provider => new ReadOnlyDbContextFactory<TContext>(
            options => Configure(options, provider.GetRequiredService<DatabaseSources>().ReadOnly), provider));

        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().Add(new(connectionName,
                provider => new NpgsqlHealthCheck(provider.GetRequiredService<DatabaseSources>().Primary), null, null,
                timeout: TimeSpan.FromSeconds(3)));
        }

        void Configure(DbContextOptionsBuilder options, NpgsqlDataSource source)
        {
            options.UseNpgsql(source, npgsql =>
            {
                npgsql.CommandTimeout((int)Math.Ceiling(settings.CommandTimeout.TotalSeconds));
                if (!settings.DisableRetry)
                {
                    npgsql.ExecutionStrategy(dependencies => new SafeRetryStrategy(dependencies));
                }
            });
            configureDbContextOptions?.Invoke(options);
        }
    }
}
