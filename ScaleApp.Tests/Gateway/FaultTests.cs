namespace ScaleApp.Tests.Gateway;

public class FaultTests
{
    [RequiresFact("redis-server")]
    public async Task Killed_replica_fails_no_repeatable_request()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestGateway.StartAsync(redis);
        await using var victim = ReplicaService.StartProcess(redis, gateway);
        await gateway.AddServiceAsync();
        await gateway.AddServiceAsync();
        await gateway.ForwardsToAsync(3);
        await using var load = new RequestLoad(gateway);
        await load.PassAsync(300);

        victim.Kill();
        await load.PassAsync(600);
        await gateway.ForwardsToAsync(2);

        Assert.Empty(await load.EndAsync());
        Assert.InRange(load.Interrupted, 0, 12);
    }

    [RequiresFact("redis-server")]
    public async Task Replica_that_hangs_fails_no_repeatable_request()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestGateway.StartAsync(
            redis, "Gateway:HealthTimeout=00:00:00.500", "Gateway:TryTimeout=00:00:01", "Gateway:ActivityTimeout=00:00:03");
        await using var victim = ReplicaService.StartProcess(redis, gateway);
        await gateway.AddServiceAsync();
        await gateway.ForwardsToAsync(2);
        await using var load = new RequestLoad(gateway);
        await load.PassAsync(200);

        victim.Signal(Signals.Stop);
        await Eventually.IsTrueAsync(() => gateway.Available.Count == 1, "the replica does not answer health checks");
        await load.PassAsync(200);
        victim.Signal(Signals.Continue);
        await gateway.ForwardsToAsync(2);

        Assert.Empty(await load.EndAsync());
    }

    [RequiresTheory("redis-server")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terminated_replica_fails_no_request_also_without_Redis(bool isRedisAvailable)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestGateway.StartAsync(redis);
        await using var leaving = ReplicaService.StartProcess(redis, gateway);
        await gateway.AddServiceAsync();
        await gateway.ForwardsToAsync(2);
        if (!isRedisAvailable)
        {
            await redis.KillAsync();
        }

        await using var load = new RequestLoad(gateway);
        await load.PassAsync(200);
        leaving.Signal(Signals.Terminate);
        Assert.Equal(0, await leaving.WaitForExitAsync());
        await load.PassAsync(100);

        Assert.Empty(await load.EndAsync());
        Assert.Equal(0, load.Interrupted);
    }

    [RequiresTheory("redis-server")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Redis_that_loses_its_data_or_hangs_fails_no_request(bool isKilled)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await TestGateway.StartAsync(redis, "Gateway:Lease=00:00:02");
        string[] settings = ["Replica:Lease=00:00:02", "Replica:Heartbeat=00:00:00.500"];
        await gateway.AddServiceAsync(settings);
        await gateway.AddServiceAsync(settings);
        await using var load = new RequestLoad(gateway);
        await load.PassAsync(100);

        var outage = Stopwatch.StartNew();
        await (isKilled ? redis.KillAsync() : Task.Run(redis.Stop));
        await Eventually.IsTrueAsync(() => outage.Elapsed > TimeSpan.FromSeconds(4), "the leases have ended");
        await load.PassAsync(100);
        await (isKilled ? redis.RestartAsync() : Task.Run(redis.Continue));
        await Eventually.IsTrueAsync(async () => (await gateway.Registry.ListAsync(gateway.Service, default)).Count == 2, "both register again");
        await load.PassAsync(200);

        Assert.Empty(await load.EndAsync());
        Assert.Equal(2, gateway.Available.Count);
    }
}
