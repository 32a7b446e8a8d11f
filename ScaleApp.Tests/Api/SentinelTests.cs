namespace ScaleApp.Tests.Api;

/// <summary>Two replicas of the API whose Redis fails over to its replica while customers sign in and use their sessions.</summary>
[Trait("Category", "Chaos")]
public sealed class SentinelTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    // A second until the primary counts as down, then the vote, the promotion and the next connection.
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(20);

    [RequiresFact("redis-server", "postgres")]
    public async Task Sessions_survive_a_failover_without_401()
    {
        await using var redis = await RedisFailover.StartAsync();
        await using var first = await ApiReplica.StartAsync(redis.ConnectionString, database.ConnectionString);
        await using var second = await ApiReplica.StartAsync(redis.ConnectionString, database.ConnectionString);
        using var customer = await first.SignInAsync();
        await CopiedAsync(redis);

        using var session = customer.On(second);
        await using var reads = new Load(first.Client, "/api/products/top?count=5");
        await using var sessions = new Load(session, "/api/me");
        await sessions.PassAsync(20);
        await redis.Primary.KillAsync();

        // A registration writes a limit and a session, so its success shows that the replica uses the new primary.
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(RegistersAsync(first), RegistersAsync(second));
        Assert.True(watch.Elapsed < RecoveryLimit, $"It took {watch.Elapsed.TotalSeconds:0.0} s.");
        await Task.WhenAll(sessions.PassAsync(20), reads.PassAsync(20));

        // 503 with Retry-After meanwhile, and no public read fails.
        Assert.Empty(await sessions.EndAsync());
        Assert.Empty(await reads.EndAsync());

        // Writes now go to the new primary.
        using var other = await second.SignInAsync();
        using var answer = await other.On(first).GetAsync("/api/me");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(await redis.IsFailedOverAsync());
    }

    private static Task CopiedAsync(RedisFailover redis) => Eventually.IsTrueAsync(
        async () => Offset(await redis.Primary.AdministerAsync("INFO", "replication"), "master_repl_offset:")
            <= Offset(await redis.Primary.AdministerAsync("INFO", "replication"), ",offset="), "the replica has what was written");

    private static long Offset(StackExchange.Redis.RedisResult info, string name) =>
        long.Parse(info.ToString().Split(name)[1].Split(['\r', ','])[0], CultureInfo.InvariantCulture);

    private static Task RegistersAsync(ApiReplica replica) => Eventually.IsTrueAsync(async () =>
    {
        using var response = await replica.Client.PostAsJsonAsync("/api/register",
            new { email = $"{Guid.NewGuid():N}@example.com", name = "A test", password = SignedInCustomer.Password });
        return response.StatusCode == HttpStatusCode.Created;
    }, "a customer registers", TimeSpan.FromSeconds(60));
}
