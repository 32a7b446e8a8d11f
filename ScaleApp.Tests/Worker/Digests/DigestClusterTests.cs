using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Worker.Digests;

/// <summary>Real worker processes over one Redis and one database, killed and started while digests go out.</summary>
[Trait("Category", "Chaos")]
public sealed class DigestClusterTests : IAsyncLifetime, IAsyncDisposable
{
    private const int MoreSubscribers = 600;

    private readonly DigestFixture _digest = new();
    private readonly RedisServer _redis = new();

    public async Task InitializeAsync()
    {
        await _redis.InitializeAsync();
        await _digest.InitializeAsync();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        await _digest.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Each_occurrence_reaches_each_subscriber_once_though_workers_are_killed_in_the_middle()
    {
        await _digest.Database.ScalarAsync<long>(
            $"""
            WITH added AS (
                INSERT INTO customers (email, name, subscribes_to_digest, created_at)
                SELECT 'more' || n || '@example.com', 'More ' || n, true, now() FROM generate_series(1, {MoreSubscribers}) AS n RETURNING id)
            SELECT count(*) FROM added
            """);
        var subscribers = DigestFixture.Subscribers + MoreSubscribers;

        await using var first = Start();
        await Eventually.IsTrueAsync(() => _digest.Mails().Length > 20, "the first worker is in the middle of a digest", TimeSpan.FromSeconds(40));
        first.Kill();

        await using var second = Start();
        await using var third = Start();
        await Eventually.IsTrueAsync(async () => await CompletedAsync() >= 2, "two occurrences are complete", TimeSpan.FromSeconds(60));
        second.Kill();
        third.Kill();

        // One file for each mail id: what is there for a complete occurrence is exactly its subscribers, once each.
        var complete = await OccurrencesAsync();
        var mails = _digest.Mails().Select(Path.GetFileName).ToList();
        Assert.All(complete, occurrence => Assert.Equal(subscribers,
            mails.Count(mail => mail!.StartsWith($"daily-digest.{occurrence}.", StringComparison.Ordinal))));
        Assert.Empty(Directory.GetFiles(_digest.Folder, "*.tmp").Skip(3));
    }

    private TestProgram Start() => TestProgram.Start(WorkerPrograms.Worker,
        "--urls=http://127.0.0.1:0", $"--ConnectionStrings:redis={_redis.ConnectionString}",
        $"--ConnectionStrings:shopdb={_digest.Database.ConnectionString}", $"--Email:PickupFolder={_digest.Folder}",
        "--DailyDigest:Cron=*/5 * * * * *", "--DailyDigest:ClaimLifetime=00:00:02", "--DailyDigest:BatchSize=20",
        "--Jobs:Server:Lease=00:00:02");

    private Task<long> CompletedAsync() =>
        _digest.Database.ScalarAsync<long>("SELECT count(*) FROM digest_runs WHERE completed_at IS NOT NULL");

    private async Task<string[]> OccurrencesAsync() => await _digest.Database.ScalarAsync<string[]>(
        """
        SELECT array_agg(to_char(occurrence AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISS"Z"')) FROM digest_runs WHERE completed_at IS NOT NULL
        """);
}
