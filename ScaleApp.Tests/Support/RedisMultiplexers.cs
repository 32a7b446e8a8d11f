using StackExchange.Redis;

namespace ScaleApp.Tests.Support;

/// <summary>Connections for tests, with the options that services have.</summary>
internal static class RedisMultiplexers
{
    public static async Task<ConnectionMultiplexer> ConnectAsync(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        RedisDefaults.Apply(options, clientName: "test");
        var redis = await ConnectionMultiplexer.ConnectAsync(options);
        await Eventually.IsTrueAsync(() => redis.IsConnected, "the connection stands");
        return redis;
    }
}
