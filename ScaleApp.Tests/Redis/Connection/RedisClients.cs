using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ScaleApp.Redis;

namespace ScaleApp.Tests.Redis;

/// <summary>Connections for tests, as the application makes them.</summary>
internal static class RedisClients
{
    /// <summary>A connection that stands.</summary>
    public static async Task<IRedisConnection> ConnectAsync(string connectionString, Action<RedisOptions>? configure = null)
    {
        var connection = Create(connectionString, configure);
        await connection.WaitUntilConnectedAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        return connection;
    }

    /// <summary>A connection that is being made.</summary>
    public static IRedisConnection Create(string connectionString, Action<RedisOptions>? configure = null)
    {
        var options = new RedisOptions { ConnectionString = connectionString };
        configure?.Invoke(options);
        return new RedisConnection(Options.Create(options), TimeProvider.System, NullLogger<RedisConnection>.Instance);
    }
}
