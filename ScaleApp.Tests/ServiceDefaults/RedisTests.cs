using StackExchange.Redis;

namespace ScaleApp.Tests.ServiceDefaults;

public class RedisTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    [RequiresFact("redis-server")]
    public async Task Connection_is_named_after_the_replica_and_speaks_RESP2()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var service = await StartAsync(redis.ConnectionString,
            ("OTEL_SERVICE_NAME", "shop"), ("OTEL_RESOURCE_ATTRIBUTES", "service.version=2,service.instance.id=a7"));

        var client = await DatabaseOf(service).ExecuteAsync("CLIENT", "INFO");

        Assert.Contains(" name=shop-a7 ", client.ToString());
        Assert.Contains(" resp=2", client.ToString());
    }

    [RequiresFact("redis-server")]
    public async Task Calls_fail_fast_without_Redis_and_recover_after_its_restart()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var service = await StartAsync(redis.ConnectionString);
        var database = DatabaseOf(service);
        await database.PingAsync();

        await redis.KillAsync();
        await Assert.ThrowsAnyAsync<RedisException>(() => database.PingAsync());
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<RedisException>(() => database.PingAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Deadline);

        await redis.RestartAsync();
        await Eventually.IsTrueAsync(async () => await database.PingAsync() > TimeSpan.Zero, "Redis answers again", TimeSpan.FromSeconds(5));
    }

    [RequiresFact("redis-server")]
    public async Task Stopped_Redis_fails_a_call_within_its_deadline()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var service = await StartAsync(redis.ConnectionString);
        var database = DatabaseOf(service);
        redis.Stop();
        try
        {
            var watch = Stopwatch.StartNew();
            await Assert.ThrowsAnyAsync<Exception>(() => database.PingAsync());
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, Deadline);
        }
        finally
        {
            redis.Continue();
        }

        await Eventually.IsTrueAsync(async () => await database.PingAsync() > TimeSpan.Zero, "Redis answers again", TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Missing_connection_string_names_the_setting()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestService.StartAsync(builder => builder.AddRedis("cache")));

        Assert.Contains("ConnectionStrings:cache", error.Message);
    }

    [Fact]
    public async Task Unreadable_connection_string_stops_the_start_and_shows_no_secret()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync("localhost:6379,nonsense=secret"));

        Assert.Contains("cannot be read", error.Message);
        Assert.DoesNotContain("secret", error.ToString());
    }

    [RequiresFact("redis-server")]
    public async Task Service_with_a_wrong_password_does_not_start()
    {
        await using var redis = await RedisServer.StartAsync();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync($"127.0.0.1:{redis.Port},password=mistaken"));

        Assert.StartsWith("Redis refuses the password of ConnectionStrings:redis.", error.Message);
        Assert.DoesNotContain("mistaken", error.ToString());
    }

    private static IDatabase DatabaseOf(TestService service) =>
        service.App.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

    private static Task<TestService> StartAsync(string connectionString, params (string Key, string Value)[] more) =>
        TestService.StartAsync(builder => builder.AddRedis(), null, [("ConnectionStrings:redis", connectionString), .. more]);
}
