using Hangfire.Redis.StackExchange;
using ScaleApp.ServiceDefaults.Jobs;
using StackExchange.Redis;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

public class RedisJobStorageTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private const string Acknowledge = "TransactionalAcknowledge:RedisFetchedJob";

    [RequiresFact("redis-server")]
    public async Task Remedy_without_anything_to_act_on_stops_the_start()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);

        // Without transactions the storage does not claim to acknowledge with the state.
        var error = Assert.Throws<InvalidOperationException>(() => new RedisJobStorage(
            connection, new RedisStorageOptions { UseTransactions = false }, TimeSpan.FromSeconds(3)));
        Assert.Contains("1.12.0", error.Message, StringComparison.Ordinal);
        Assert.Contains(Acknowledge, error.Message, StringComparison.Ordinal);
    }
}
