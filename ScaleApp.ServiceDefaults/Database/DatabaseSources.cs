using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ScaleApp.ServiceDefaults;

/// <summary>The data sources of a database: the one that is written to, and the one for reads that may lag.</summary>
internal sealed class DatabaseSources : IAsyncDisposable, IDisposable
{
    private readonly NpgsqlDataSource _root;
    private readonly NpgsqlDataSource? _replicas;

    public DatabaseSources(NpgsqlDbContextSettings settings, string applicationName, IServiceProvider services)
    {
        var logging = services.GetService<ILoggerFactory>();
        _root = Build(settings.ConnectionString!, settings, applicationName, logging);
        _replicas = settings.ReadOnlyConnectionString is { Length: > 0 } replicas
            ? Build(replicas, settings, applicationName, logging)
            : null;

        Primary = For(_root, TargetSessionAttributes.Primary);
        ReadOnly = For(_replicas ?? _root, TargetSessionAttributes.PreferStandby);
    }

    public NpgsqlDataSource Primary { get; }

    public NpgsqlDataSource ReadOnly { get; }

    public void Dispose()
    {
        _root.Dispose();
        _replicas?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _root.DisposeAsync();
        await (_replicas?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static NpgsqlDataSource For(NpgsqlDataSource source, TargetSessionAttributes session) =>
        source is NpgsqlMultiHostDataSource several ? several.WithTargetSession(session) : source;

    private static NpgsqlDataSource Build(string connectionString, NpgsqlDbContextSettings settings, string applicationName,
        ILoggerFactory? logging)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        var given = builder.ConnectionStringBuilder;
        given.ApplicationName ??= applicationName;
        if (!given.ContainsKey("Timeout") || given.Timeout == new NpgsqlConnectionStringBuilder().Timeout)
        {
            given.Timeout = (int)Math.Ceiling(settings.ConnectTimeout.TotalSeconds);
        }

        if (!given.ContainsKey("Command Timeout") || given.CommandTimeout == new NpgsqlConnectionStringBuilder().CommandTimeout)
        {
            given.CommandTimeout = (int)Math.Ceiling(settings.CommandTimeout.TotalSeconds);
        }

        builder.UseLoggerFactory(logging);

        return given.Host?.Contains(',') is true ? builder.BuildMultiHost() : builder.Build();
    }
}
