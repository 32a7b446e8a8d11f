using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Redis;
using ScaleApp.ServiceDefaults;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Redis for a service.</summary>
public static class RedisClientExtensions
{
    /// <summary>
    /// Adds the process's <see cref="IRedisConnection"/>, from <c>ConnectionStrings:{connectionName}</c>, and its health check.
    /// Spans and durations come from <c>ScaleApp.Redis</c>. A multiplexer is replaced when it fails, so none is registered:
    /// <c>connection.Database.Multiplexer</c> is the one of the moment.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="connectionName">The resource's name in the topology.</param>
    /// <param name="configureSettings">Changes the settings after they were read from the configuration.</param>
    /// <param name="configureOptions">Has the last word on what StackExchange.Redis is given.</param>
    public static void AddRedisClient(this IHostApplicationBuilder builder, string connectionName,
        Action<RedisClientSettings>? configureSettings = null, Action<ConfigurationOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var settings = new RedisClientSettings();
        builder.Configuration.GetSection(RedisOptions.Section).Bind(settings);
        settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);

        if (string.IsNullOrWhiteSpace(settings.ConnectionString))
        {
            throw new InvalidOperationException(
                $"There is no connection string for Redis '{connectionName}': set ConnectionStrings:{connectionName}, as the host " +
                $"does where the resource is referenced (.WithReference({connectionName})).");
        }

        if (builder.Services.Any(service => service.ServiceType == typeof(IRedisConnection)))
        {
            throw new InvalidOperationException(
                $"Redis '{connectionName}' would be a second connection of this process, which shares one: call AddRedisClient once.");
        }

        builder.Services.AddRedisConnection(options =>
        {
            options.ConnectionString = settings.ConnectionString;
            options.ConfigureClient = configureOptions;
        });
        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().AddCheck<RedisHealthCheck>(connectionName);
        }
    }
}
