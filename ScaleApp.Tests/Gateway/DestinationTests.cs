namespace ScaleApp.Tests.Gateway;

public class DestinationTests
{
    // Polls are too rare to matter in these tests.
    private const string Rarely = "Gateway:PollInterval=00:01:00";

    [RequiresFact("redis-server")]
    public async Task Registration_and_withdrawal_arrive_without_a_poll()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestGateway.StartAsync(redis, Rarely);
        await Eventually.IsTrueAsync(() => IsReadyAsync(gateway), "the registry has been read");

        var replica = await gateway.AddServiceAsync();
        var stopping = replica.StopAsync();

        await Eventually.IsTrueAsync(() => gateway.Destinations.Count == 0, "the gateway knows of the withdrawal");
        Assert.False(replica.Lifetime.ApplicationStopping.IsCancellationRequested);
        await stopping;
    }

    [RequiresFact("redis-server")]
    public async Task Gateway_is_ready_once_it_has_read_the_registry()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        await using var gateway = await TestGateway.StartAsync(redis);
        Assert.False(await IsReadyAsync(gateway));
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/alive")).StatusCode);

        await redis.RestartAsync();
        await Eventually.IsTrueAsync(() => IsReadyAsync(gateway), "the registry has been read");
        await redis.KillAsync();

        await Eventually.IsTrueAsync(
            async () => (await gateway.Client.GetAsync("/health/dependencies")).StatusCode == HttpStatusCode.ServiceUnavailable, "Redis is missed");
        Assert.True(await IsReadyAsync(gateway));
    }

    private static async Task<bool> IsReadyAsync(TestGateway gateway) => (await gateway.Client.GetAsync("/health")).StatusCode == HttpStatusCode.OK;
}
