using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Redis;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.SignalR;

public sealed class OutageTests
{
    [RequiresFact("redis-server")]
    public async Task Without_redis_a_servers_own_clients_are_reached_and_with_it_again_all_are()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var first = await HubServer<PlainHub>.StartAsync(redis.ConnectionString);
        await using var second = await HubServer<PlainHub>.StartAsync(redis.ConnectionString);
        await using var here = await first.ConnectAsync("ann");
        await using var there = await second.ConnectAsync("ann");
        await Task.WhenAll(first.Groups.AddToGroupAsync(here.Id, "group"), second.Groups.AddToGroupAsync(there.Id, "group"));
        using var failures = new Counted("scaleapp.backplane.failures");

        await redis.KillAsync();
        await first.Hub.Clients.Group("group").SendAsync("message", "to the group").WaitAsync(Eventually.Default);
        await first.Hub.Clients.User("ann").SendAsync("message", "to the user").WaitAsync(Eventually.Default);
        await first.Hub.Clients.All.SendAsync("message", "to all").WaitAsync(Eventually.Default);
        await here.ReceivesAsync("to the group", "to the user", "to all");
        // Whoever sends does not wait for the publication, which may still be under way.
        await Eventually.IsTrueAsync(() => failures.Sum >= 3, "what the other server missed is counted");

        await redis.RestartAsync();
        await Eventually.IsTrueAsync(async () => await SubscriptionsAsync(redis) == 2, "both servers hear the group again");
        await first.Hub.Clients.Group("group").SendAsync("message", "again to the group");
        await first.Hub.Clients.User("ann").SendAsync("message", "again to the user");
        await first.Hub.Clients.All.SendAsync("message", "again to all");
        await there.ReceivesAsync("again to the group", "again to the user", "again to all");
    }

    [RequiresFact("redis-server")]
    public async Task A_group_that_was_joined_while_redis_was_away_is_heard_when_it_is_back()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var first = await HubServer<PlainHub>.StartAsync(redis.ConnectionString);
        await using var second = await HubServer<PlainHub>.StartAsync(redis.ConnectionString);
        await using var there = await second.ConnectAsync();

        await redis.KillAsync();
        await second.Groups.AddToGroupAsync(there.Id, "group").WaitAsync(Eventually.Default);
        await redis.RestartAsync();
        await Task.WhenAll(((HubServer<PlainHub>[])[first, second]).Select(server =>
            server.Services.GetRequiredService<IRedisConnection>().WaitUntilConnectedAsync(default).WaitAsync(Eventually.Default)));
        await Eventually.IsTrueAsync(async () => await SubscriptionsAsync(redis) == 1, "the group is heard");
        await first.Hub.Clients.Group("group").SendAsync("message", "hello");

        await there.ReceivesAsync("hello");
    }

    [RequiresFact("redis-server")]
    public async Task A_change_of_groups_that_nobody_can_acknowledge_fails_and_says_why()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await HubServer<PlainHub>.StartAsync(redis.ConnectionString);

        await redis.KillAsync();

        await Assert.ThrowsAnyAsync<RedisUnavailableException>(() =>
            server.Groups.AddToGroupAsync("elsewhere", "group").WaitAsync(Eventually.Default));
    }

    private static async Task<int> SubscriptionsAsync(RedisServer redis)
    {
        await using var client = await RedisClients.ConnectAsync(redis.ConnectionString);
        var answer = (StackExchange.Redis.RedisResult[])(await client.ExecuteAsync(db =>
            db.ExecuteAsync("PUBSUB", "NUMSUB", $"signalr:{typeof(PlainHub).FullName}:group:group"), default))!;
        return (int)answer[1];
    }

    private sealed class Counted : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _sum;

        public Counted(string name)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _sum, value));
            _listener.Start();
        }

        public long Sum => Interlocked.Read(ref _sum);

        public void Dispose() => _listener.Dispose();
    }
}
