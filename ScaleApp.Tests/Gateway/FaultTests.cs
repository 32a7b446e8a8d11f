namespace ScaleApp.Tests.Gateway;

public class FaultTests
{
    [RequiresFact("redis-server")]
    public async Task Killed_replica_fails_no_repeatable_request()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestGateway.StartAsync(redis);
        await using var victim = ReplicaService.StartProcess(redis, gateway);
        await using var first = await ReplicaService.StartAsync(redis, gateway);
        await using var second = await ReplicaService.StartAsync(redis, gateway);
        await gateway.ForwardsToAsync(3);
        var load = RequestLoad.Start(gateway);
        await load.ContinueAsync(300);

        victim.Kill();
        await load.ContinueAsync(600);
        await gateway.ForwardsToAsync(2);
        await load.StopAsync();

        Assert.Empty(load.Failures);
        Assert.InRange(load.Interrupted, 0, 12);
    }

    [RequiresFact("redis-server")]
    public async Task Replica_that_hangs_fails_no_repeatable_request()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestGateway.StartAsync(
            redis, "Gateway:HealthTimeout=00:00:00.500", "Gateway:TryTimeout=00:00:01", "Gateway:ActivityTimeout=00:00:03");
        await using var victim = ReplicaService.StartProcess(redis, gateway);
        await using var other = await ReplicaService.StartAsync(redis, gateway);
        await gateway.ForwardsToAsync(2);
        var load = RequestLoad.Start(gateway);
        await load.ContinueAsync(200);

        victim.Signal(Signals.Stop);
        await Eventually.IsTrueAsync(() => gateway.Available.Count == 1, "the replica does not answer health checks");
        await load.ContinueAsync(200);
        victim.Signal(Signals.Continue);
        await gateway.ForwardsToAsync(2);
        await load.StopAsync();

        Assert.Empty(load.Failures);
    }

    [RequiresTheory("redis-server")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terminated_replica_fails_no_request_also_without_Redis(bool isRedisAvailable)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestGateway.StartAsync(redis);
        await using var leaving = ReplicaService.StartProcess(redis, gateway);
        await using var staying = await ReplicaService.StartAsync(redis, gateway);
        await gateway.ForwardsToAsync(2);
        if (!isRedisAvailable)
        {
            await redis.KillAsync();
        }

        var load = RequestLoad.Start(gateway);
        await load.ContinueAsync(200);
        leaving.Signal(Signals.Terminate);
        Assert.Equal(0, await leaving.WaitForExitAsync());
        await load.ContinueAsync(100);
        await load.StopAsync();

        Assert.Empty(load.Failures);
        Assert.Equal(0, load.Interrupted);
    }

    [RequiresFact("redis-server")]
    public async Task Redis_restarted_without_its_data_fails_no_request()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestGateway.StartAsync(redis);
        await using var first = await ReplicaService.StartAsync(redis, gateway);
        await using var second = await ReplicaService.StartAsync(redis, gateway);
        await gateway.ForwardsToAsync(2);
        var load = RequestLoad.Start(gateway);
        await load.ContinueAsync(100);

        await redis.KillAsync();
        await load.ContinueAsync(200);
        await redis.RestartAsync();
        await Eventually.IsTrueAsync(async () => (await gateway.Registry.ListAsync(gateway.Service, default)).Count == 2, "both register again");
        await load.ContinueAsync(200);
        await load.StopAsync();

        Assert.Empty(load.Failures);
        Assert.Equal(2, gateway.Available.Count);
    }

    [RequiresFact("redis-server")]
    public async Task Redis_that_hangs_beyond_a_lease_fails_no_request()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:Lease=00:00:02");
        string[] settings = ["Replica:Lease=00:00:02", "Replica:Heartbeat=00:00:00.500"];
        await using var first = await ReplicaService.StartAsync(redis, gateway, settings);
        await using var second = await ReplicaService.StartAsync(redis, gateway, settings);
        await gateway.ForwardsToAsync(2);
        var load = RequestLoad.Start(gateway);
        var watch = Stopwatch.StartNew();

        redis.Stop();
        await Eventually.IsTrueAsync(() => watch.Elapsed > TimeSpan.FromSeconds(4), "the leases have ended");
        redis.Continue();
        await Eventually.IsTrueAsync(async () => (await gateway.Registry.ListAsync(gateway.Service, default)).Count == 2, "both register again");
        await load.ContinueAsync(100);
        await load.StopAsync();

        Assert.Empty(load.Failures);
        Assert.Equal(2, gateway.Available.Count);
    }
}
