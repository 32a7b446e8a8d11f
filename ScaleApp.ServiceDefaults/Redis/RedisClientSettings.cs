namespace ScaleApp.ServiceDefaults;

/// <summary>How a service is connected to Redis; deadlines are in <see cref="ScaleApp.Redis.RedisOptions"/>.</summary>
public sealed class RedisClientSettings
{
    /// <summary>In StackExchange.Redis's format. Default: <c>ConnectionStrings:{connectionName}</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether the service is ready without Redis. Default: false.</summary>
    public bool DisableHealthChecks { get; set; }
}
