using System.Collections.Concurrent;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis;

public class RedisMessageOrderTests(RedisServer server) : IClassFixture<RedisServer>
{
    [RequiresFact("redis-server")]
    public async Task Messages_of_one_publisher_arrive_in_the_order_in_which_they_were_published()
    {
        const int count = 5_000;
        await using var publisher = await RedisClients.ConnectAsync(server.ConnectionString);
        await using var subscriber = await RedisClients.ConnectAsync(server.ConnectionString);
        var arrived = new ConcurrentQueue<int>();
        await using var subscription = await subscriber.SubscribeAsync(StackExchange.Redis.RedisChannel.Literal("numbers"), (_, number) => arrived.Enqueue((int)number), default);

        await Task.WhenAll(Enumerable.Range(0, count).Select(number => publisher.Database.PublishAsync(StackExchange.Redis.RedisChannel.Literal("numbers"), number)));
        await Eventually.IsTrueAsync(() => arrived.Count >= count, "all messages arrive");

        Assert.Equal(Enumerable.Range(0, count), arrived);
    }
}
