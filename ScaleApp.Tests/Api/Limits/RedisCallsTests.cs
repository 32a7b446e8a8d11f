namespace ScaleApp.Tests.Api.Limits;

/// <summary>How often a request calls Redis, as Redis counts it; the replica sends few heartbeats meanwhile.</summary>
public sealed class RedisCallsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Requests = 300;

    private static readonly string[] Scripts = ["eval", "evalsha"];
    private static readonly string[] ScriptsAndCache = [.. Scripts, "hmget"];

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("/api/limited", 1)]
    [InlineData("/api/products/top", 0)]
    [InlineData("/api/products/1", 0)]
    [InlineData("/.well-known/jwks.json", 0)]
    public async Task Request_calls_Redis_only_for_a_shared_limit(string path, int calls)
    {
        await using var server = await RedisServer.StartAsync();
        await using var replica = await StartAsync(server);

        Assert.InRange(await CountAsync(server, replica.Client, path, ScriptsAndCache), calls * Requests, calls * Requests + 3);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Token_calls_no_Redis_and_a_session_is_read_once()
    {
        await using var server = await RedisServer.StartAsync();
        await using var replica = await StartAsync(server);
        using var customer = await replica.SignInAsync();
        using var program = new HttpClient { BaseAddress = replica.Client.BaseAddress };
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await replica.LogInForTokensAsync(customer)).AccessToken);

        Assert.InRange(await CountAsync(server, program, "/api/profile", ScriptsAndCache), 0, 3);
        Assert.InRange(await CountAsync(server, customer.Client, "/api/me", Scripts), 0, 1.1 * Requests);
    }

    // Other replicas would be counted as well.
    private Task<ApiReplica> StartAsync(RedisServer server) => ApiReplica.StartAsync(
        server.ConnectionString, api.Database.ConnectionString, "Replica:Heartbeat=00:01:00", "Replica:Lease=00:05:00");

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
