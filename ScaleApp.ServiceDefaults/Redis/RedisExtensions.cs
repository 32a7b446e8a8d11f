using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace ScaleApp.ServiceDefaults;

public static class RedisExtensions
{
    /// <summary>
    /// Adds the one <see cref="IConnectionMultiplexer"/> of the process, with <see cref="RedisDefaults"/>, tracing and a health
    /// check. A service starts while Redis is unavailable; calls fail within a second until it is back.
    /// </summary>
    public static void AddRedis(this IHostApplicationBuilder builder, string connectionName = "redis")
    {
        RequireConnectionString(builder.Configuration, connectionName);

        builder.AddRedisClient(
            connectionName,
            // Connecting blocks: do it once while the service starts, not in the first request.
            settings => settings.DisableAutoActivation = false,
            options => RedisDefaults.Apply(options, clientName: ServiceIdentity.From(builder).ToString()));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<RedisAccessCheck>(services, connectionName));
        builder.Services.AddHostedService<RedisServerMetrics>();
    }

    private static void RequireConnectionString(IConfiguration configuration, string connectionName)
    {
        var connectionString = configuration.GetConnectionString(connectionName);
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new InvalidOperationException(
                $"The connection string of Redis '{connectionName}' is missing. Set ConnectionStrings:{connectionName}, or reference " +
                $"the resource in the AppHost: .WithReference({connectionName}).");
        }

        try
        {
            if (ConfigurationOptions.Parse(connectionString).EndPoints.Count == 0)
            {
                throw new FormatException("It names no server.");
            }
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            // The library's message names the keyword, not its value, which may be a password.
            throw new InvalidOperationException(
                $"The connection string of Redis '{connectionName}' cannot be read: {error.Message} " +
                $"Correct ConnectionStrings:{connectionName}, for example 'host:6379,password=...'.", error);
        }
    }
}
