using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ScaleApp.ServiceDefaults;

public static class DatabaseExtensions
{
    private const int ConnectSeconds = 3;
    private const int CommandSeconds = 10;
    private const int HostRecheckSeconds = 1;
    private const string Direct = "-direct";

    /// <summary>
    /// Adds a pooled <typeparamref name="TContext"/> over the one <see cref="NpgsqlDataSource"/> of the process, with tracing,
    /// metrics and a health check. Entity Framework and SQL by hand share its connections, and so the limit of its pool.
    /// </summary>
    /// <remarks>
    /// The connection string sets the deadlines (<c>Timeout</c>, 3 s unless given; <c>Command Timeout</c>, 10 s unless given) and the
    /// pool's size. <see cref="SafeRetryStrategy"/> says what is retried. With several hosts in it, everything goes to the primary but
    /// what asks for <see cref="LaggingReads{TContext}"/> or <see cref="ReadReplica"/>. What needs a session of its own (LISTEN) takes the
    /// keyed data source <c>{connectionName}-direct</c>: the same one, unless <c>ConnectionStrings:{connectionName}-direct</c> leads past a pooler.
    /// </remarks>
    public static void AddDatabase<TContext>(this IHostApplicationBuilder builder, string connectionName)
        where TContext : DbContext
    {
        if (builder.Configuration.GetConnectionString(connectionName) is not { } connectionString || string.IsNullOrWhiteSpace(connectionString))
        {
            throw new InvalidOperationException(
                $"The connection string of the database '{connectionName}' is missing. Set ConnectionStrings:{connectionName}, or " +
                $"reference the resource in the AppHost: .WithReference({connectionName}).");
        }

        var applicationName = ServiceIdentity.From(builder).ToString();
        builder.AddNpgsqlDataSource(connectionName, configureDataSourceBuilder: source => Configure(source, connectionName, applicationName));
        builder.AddDirectSource(connectionName + Direct, applicationName);
        builder.AddReadReplica<TContext>($"{connectionString};Application Name={applicationName}");
        builder.Services.AddDbContextPool<TContext>((services, context) => context
            .UseNpgsql(services.GetRequiredService<NpgsqlDataSource>(), npgsql => npgsql.ExecutionStrategy(dependencies => new SafeRetryStrategy(dependencies)))
            .ConfigureWarnings(LogFailuresOnce));
        builder.EnrichNpgsqlDbContext<TContext>(settings =>
        {
            settings.DisableRetry = true;           // SafeRetryStrategy retries
            settings.DisableHealthChecks = true;    // the data source has one
        });

        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<DatabaseAccessCheck>(services, connectionName));

        // A developer's start does not wait for it: the first request that needs the model builds it.
        if (!builder.Environment.IsDevelopment())
        {
            builder.Services.AddHostedService<ModelWarmUp<TContext>>();
        }
    }

    /// <summary>The caller logs why it failed. Two stacks more for each request would cost an overloaded replica what it needs to recover.</summary>
    private static void LogFailuresOnce(WarningsConfigurationBuilder warnings) => warnings.Log(
        (CoreEventId.QueryIterationFailed, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug), (RelationalEventId.ConnectionError, LogLevel.Debug));

    private static void AddDirectSource(this IHostApplicationBuilder builder, string name, string applicationName)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(name)))
        {
            builder.Services.AddKeyedSingleton(name, (services, _) => services.GetRequiredService<NpgsqlDataSource>());
            return;
        }

        builder.AddKeyedNpgsqlDataSource(name, configureDataSourceBuilder: source => Configure(source, name, applicationName));
    }

    private static void AddReadReplica<TContext>(this IHostApplicationBuilder builder, string connectionString)
        where TContext : DbContext
    {
        var services = builder.Services;
        services.AddOptions<ReadReplicaOptions>().BindConfiguration(ReadReplicaOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ReadReplica>();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<StandbyMonitor>(provider, connectionString));
        services.AddSingleton<StandbyContexts<TContext>>();
        services.AddScoped<LaggingReads<TContext>>();
    }

    private static void Configure(NpgsqlDataSourceBuilder source, string name, string applicationName)
    {
        // The name stands in metrics; by default it would be the connection string without its password.
        source.Name = name;

        var connection = source.ConnectionStringBuilder;
        connection.ApplicationName ??= applicationName;
        if (!connection.ShouldSerialize("Timeout"))
        {
            connection.Timeout = ConnectSeconds;
        }

        if (!connection.ShouldSerialize("Command Timeout"))
        {
            connection.CommandTimeout = CommandSeconds;
        }

        if (connection.Host?.Contains(',', StringComparison.Ordinal) != true)
        {
            return;
        }

        connection.TargetSessionAttributes ??= "primary";
        if (!connection.ShouldSerialize("Host Recheck Seconds"))
        {
            // A server that was restarted is tried again within this time.
            connection.HostRecheckSeconds = HostRecheckSeconds;
        }
    }
}
