using Npgsql;

namespace ScaleApp.Hosting.Postgres;

/// <summary>The host's own connections. They are not pooled: a pool would hold connections that belong to the replicas.</summary>
internal static class PostgresConnections
{
    public static string ForHost(string? connectionString, string? database = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            ApplicationName = "ScaleApp host",
            Timeout = 2,
            CommandTimeout = 10,
        };
        if (settings.Host == "localhost")
        {
            // Trying IPv6 first costs a refused connection: servers listen on IPv4 loopback.
            settings.Host = "127.0.0.1";
        }

        if (database is not null)
        {
            settings.Database = database;
        }

        return settings.ConnectionString;
    }
}
