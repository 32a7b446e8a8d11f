namespace ScaleApp.ServiceDefaults;

/// <summary>How a service is connected to PostgreSQL.</summary>
public sealed class NpgsqlDbContextSettings
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Database";

    /// <summary>In Npgsql's format. Several hosts are one cluster: writes go to its primary. Default: <c>ConnectionStrings:{connectionName}</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Servers for reads that may lag. Default: <c>ConnectionStrings:{connectionName}-readonly</c>.</summary>
    public string? ReadOnlyConnectionString { get; set; }

    /// <summary>The deadline of a command. Default: 10 s.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The deadline of getting a connection, from the pool or the server, unless the connection string has a <c>Timeout</c>.
    /// Default: 3 s.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether failures that committed nothing are left to the caller. Default: false.</summary>
    public bool DisableRetry { get; set; }

    /// <summary>Whether the service is ready without the database. Default: false.</summary>
    public bool DisableHealthChecks { get; set; }

    internal void Require(string connectionName)
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            throw new InvalidOperationException(
                $"There is no connection string for the database '{connectionName}': set ConnectionStrings:{connectionName}, as " +
                $"the host does where the resource is referenced (.WithReference({connectionName})).");
        }

        if (CommandTimeout < TimeSpan.FromSeconds(1) || ConnectTimeout < TimeSpan.FromSeconds(1))
        {
            throw new InvalidOperationException(
                $"{Section}:{nameof(CommandTimeout)} and {Section}:{nameof(ConnectTimeout)} have to be a second or more; they are " +
                $"{CommandTimeout} and {ConnectTimeout}.");
        }
    }
}
