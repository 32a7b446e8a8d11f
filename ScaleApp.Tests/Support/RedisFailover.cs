using StackExchange.Redis;

namespace ScaleApp.Tests.Support;

/// <summary>A Redis, another that replicates it, and a Sentinel that makes the second the primary when the first does not answer.</summary>
internal sealed class RedisFailover : IAsyncDisposable
{
    private const string Service = "shop";

    private readonly ServerGuard _sentinel;
    private readonly int _port;

    private RedisFailover(RedisServer primary, RedisServer replica, ServerGuard sentinel, int port) =>
        (Primary, Replica, _sentinel, _port) = (primary, replica, sentinel, port);

    public RedisServer Primary { get; }

    public RedisServer Replica { get; }

    /// <summary>Names the Sentinel and the service; the client asks it for the primary.</summary>
    public string ConnectionString => $"127.0.0.1:{_port},serviceName={Service},password={Primary.Password}";

    public static async Task<RedisFailover> StartAsync()
    {
        var primary = await RedisServer.StartAsync(appendOnly: true);
        var replica = await RedisServer.StartAsync(appendOnly: true);
        await primary.AdministerAsync("CONFIG", "SET", "masterauth", primary.Password);
        await using (var connection = await ConnectionMultiplexer.ConnectAsync($"{replica.ConnectionString},allowAdmin=true"))
        {
            var database = connection.GetDatabase();
            await database.ExecuteAsync("CONFIG", "SET", "masterauth", primary.Password);
            await database.ExecuteAsync("REPLICAOF", "127.0.0.1", $"{primary.Port}");
            await Eventually.IsTrueAsync(async () => (await database.ExecuteAsync("INFO", "replication")).ToString().Contains("master_link_status:up", StringComparison.Ordinal),
                "the replica has copied the primary");
            await database.ExecuteAsync("CONFIG", "SET", "requirepass", primary.Password);
        }

        return await StartSentinelAsync(primary, replica);
    }

    /// <summary>Whether the replica is the primary.</summary>
    public async Task<bool> IsFailedOverAsync()
    {
        // It has the password of the first primary.
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{Replica.Port},password={Primary.Password},allowAdmin=true");
        return (await connection.GetDatabase().ExecuteAsync("INFO", "replication")).ToString().Contains("role:master", StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _sentinel.RemoveAsync();
        _sentinel.Dispose();
        await Primary.DisposeAsync();
        await Replica.DisposeAsync();
    }

    private static async Task<RedisFailover> StartSentinelAsync(RedisServer primary, RedisServer replica)
    {
        var folder = Directory.CreateTempSubdirectory("scaleapp-sentinel-").FullName;
        var port = Random.Shared.Next(20_000, 32_000);
        await File.WriteAllTextAsync(Path.Combine(folder, "sentinel.conf"),
            $"""
            port {port}
            bind 127.0.0.1
            dir {folder}
            requirepass {primary.Password}
            sentinel monitor {Service} 127.0.0.1 {primary.Port} 1
            sentinel auth-pass {Service} {primary.Password}
            sentinel down-after-milliseconds {Service} 1000
            sentinel failover-timeout {Service} 5000
            """);
        var sentinel = new ServerGuard(ServerGuard.Script, folder, [Requirement.Find("redis-server")!, Path.Combine(folder, "sentinel.conf"), "--sentinel"],
            line => line.Contains("+monitor", StringComparison.Ordinal) ? true : line.Contains("Address already in use", StringComparison.Ordinal) ? false : null);
        Assert.True(await sentinel.IsReadyAsync(), "The Sentinel does not start.");
        return new RedisFailover(primary, replica, sentinel, port);
    }
}
