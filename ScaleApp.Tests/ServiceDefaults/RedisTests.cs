using StackExchange.Redis;

namespace ScaleApp.Tests.ServiceDefaults;

public class RedisTests
{
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

    [RequiresTheory("redis-server")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_to_killed_or_stopped_Redis_fail_fast_and_recover(bool isKilled)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var service = await StartAsync(redis.ConnectionString);
        var database = DatabaseOf(service);
        await database.PingAsync();
        await (isKilled ? redis.KillAsync() : Task.Run(redis.Stop));

        for (var call = 0; call < 2; call++)
        {
            var watch = Stopwatch.StartNew();
            await Assert.ThrowsAnyAsync<Exception>(() => database.PingAsync());
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        }

        await (isKilled ? redis.RestartAsync() : Task.Run(redis.Continue));
        await Eventually.IsTrueAsync(async () => await database.PingAsync() > TimeSpan.Zero, "Redis answers again", TimeSpan.FromSeconds(5));
    }

    [RequiresTheory("redis-server")]
    [InlineData("127.0.0.1:{0},password=mistaken", "Redis refuses the password of ConnectionStrings:redis.")]
    [InlineData("127.0.0.1:{0},nonsense=mistaken", "cannot be read")]
    public async Task Service_with_a_wrong_connection_string_does_not_start(string connectionString, string message)
    {
        await using var redis = await RedisServer.StartAsync();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(string.Format(CultureInfo.InvariantCulture, connectionString, redis.Port)));

        Assert.Contains(message, error.Message);
        Assert.DoesNotContain("mistaken", error.ToString());
    }

    [Theory]
    [InlineData(RedisErrorKind.Loading, true)]
    [InlineData(RedisErrorKind.OutOfMemory, true)]
    [InlineData(RedisErrorKind.ReadOnly, true)]
    [InlineData(RedisErrorKind.UnknownCommand, false)]
    [InlineData(RedisErrorKind.WrongType, false)]
    public void Refusal_means_unavailable_unless_the_command_is_at_fault(RedisErrorKind kind, bool isUnavailable) =>
        Assert.Equal(isUnavailable, RedisErrors.IsUnavailable(new RedisServerException(kind, CommandFlags.None, "")));

    private static IDatabase DatabaseOf(TestService service) =>
        service.App.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

    private static Task<TestService> StartAsync(string connectionString, params (string Key, string Value)[] more) =>
        TestService.StartAsync(builder => builder.AddRedis(), null, [("ConnectionStrings:redis", connectionString), .. more]);
}
