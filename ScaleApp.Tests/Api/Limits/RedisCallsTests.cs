namespace ScaleApp.Tests.Api.Limits;

/// <summary>How often a request calls Redis, as Redis counts it; the replica sends few heartbeats meanwhile.</summary>
public sealed class RedisCallsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Requests = 300;

    private static readonly string[] Scripts = ["eval", "evalsha"];
    private static readonly string[] ScriptsAndCache = [.. Scripts, "hmget"];

    [RequiresFact("redis-server", "postgres")]
    public async Task Request_calls_Redis_once_for_a_shared_limit_or_session()
    {
        await using var server = await RedisServer.StartAsync();
        // Other replicas would be counted as well.
        await using var replica = await ApiReplica.StartAsync(
            server.ConnectionString, api.Database.ConnectionString, "Replica:Heartbeat=00:01:00", "Replica:Lease=00:05:00");
        foreach (var path in (string[])["/api/products/top", "/api/products/1", "/.well-known/jwks.json"])
        {
            Assert.InRange(await CountAsync(server, replica.Client, path, ScriptsAndCache), 0, 3);
        }

        Assert.InRange(await CountAsync(server, replica.Client, "/api/limited", ScriptsAndCache), Requests, Requests + 3);
        using var customer = await replica.SignInAsync();
        using var program = await replica.WithTokenAsync(customer);

        Assert.InRange(await CountAsync(server, program, "/api/profile", ScriptsAndCache), 0, 3);
        Assert.InRange(await CountAsync(server, customer.Client, "/api/me", Scripts), 0, 1.1 * Requests);
    }

    private static async Task<double> CountAsync(RedisServer server, HttpClient client, string path, string[] commands)
    {
        for (var i = 0; i < 3; i++)
        {
            await client.GetStringAsync(path);
        }

        await server.AdministerAsync("CONFIG", "RESETSTAT");
        for (var i = 0; i < Requests; i++)
        {
            await client.GetStringAsync(path);
        }

        var statistics = (string)(await server.AdministerAsync("INFO", "commandstats"))!;
        return commands.Sum(command => statistics.Split($"cmdstat_{command}:calls=") is [_, var rest, ..] ? int.Parse(rest.Split(',')[0]) : 0);
    }
}
