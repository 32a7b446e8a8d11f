using Hangfire;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Tests.Data.Outbox;

public class OutboxTests(ShopDatabase database, RedisServer redis) : IClassFixture<ShopDatabase>, IClassFixture<RedisServer>
{
    private readonly string _kind = $"{Guid.NewGuid():N}";

    [RequiresFact("postgres", "redis-server")]
    public async Task Job_exists_if_and_only_if_its_transaction_committed()
    {
        await using var host = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString);

        await using (var shop = database.Context())
        await using (var transaction = await shop.Database.BeginTransactionAsync())
        {
            await SaveAsync(1, shop);
            await transaction.RollbackAsync();
        }

        await using (var shop = database.Context())
        await using (var transaction = await shop.Database.BeginTransactionAsync())
        {
            await SaveAsync(2, shop);
            Assert.Empty(host.Waiting(_kind));
            await transaction.CommitAsync();
        }

        await Eventually.IsTrueAsync(() => host.Waiting(_kind).Length == 2, "only the jobs of the second transaction wait", TimeSpan.FromSeconds(5));
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task Poll_compensates_for_a_lost_notification()
    {
        await using (await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, relays: false))
        {
            await SaveAsync(3);
        }

        await using var host = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, poll: "00:00:00.100");

        await Eventually.IsTrueAsync(() => host.Waiting(_kind).Length == 3, "three jobs wait");
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task Concurrent_relays_enqueue_each_job_once()
    {
        await using var host = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, relays: false);
        await SaveAsync(200);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (await MoveAsync(host) > 0)
            {
            }
        }));

        Assert.Equal(Enumerable.Range(0, 200), host.Waiting(_kind).Order());
        Assert.Equal(0, await RowsAsync());
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task Row_of_an_unknown_contract_is_parked_and_blocks_nothing()
    {
        await using var host = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, relays: false);
        await using var shop = database.Context();
        shop.Add(new OutboxJob { Type = "ScaleApp.Data.RemovedJob, ScaleApp.Data", Method = "RunAsync", ParameterTypes = "[]", Arguments = "[]" });
        await shop.SaveChangesAsync();
        await SaveAsync(2);

        await host.Batch.MoveAsync(default);

        Assert.Equal([0, 1], host.Waiting(_kind).Order());
        var left = await shop.Set<OutboxJob>().AsNoTracking().SingleAsync();
        Assert.Contains("RemovedJob", left.Error, StringComparison.Ordinal);
        await shop.Set<OutboxJob>().ExecuteDeleteAsync();
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task Row_parked_by_an_older_worker_is_relayed_later()
    {
        await using (await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, relays: false))
        {
            await SaveAsync(1);
            await database.ExecuteAsync("UPDATE outbox_jobs SET error = 'Unknown type'");
        }

        await using var host = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString);

        await Eventually.IsTrueAsync(() => host.Waiting(_kind) is [0], "the job waits in Hangfire");
        await Eventually.IsAsync(RowsAsync, rows => rows == 0, "its row is deleted");
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task Jobs_wait_in_the_table_while_Redis_is_unavailable()
    {
        await using var own = await RedisServer.StartAsync(appendOnly: true);
        await using var host = await OutboxHost.StartAsync(database.ConnectionString, own.ConnectionString);
        await own.KillAsync();

        await SaveAsync(2);
        Assert.Equal(2, await RowsAsync());
        await own.RestartAsync();

        await Eventually.IsTrueAsync(() => host.Waiting(_kind).Distinct().Count() == 2, "both jobs wait in Hangfire");
        await Eventually.IsAsync(RowsAsync, rows => rows == 0, "their rows are deleted");
    }

    /// <summary>Continues after a timeout of Redis, as the relay does.</summary>
    private static async Task<int> MoveAsync(OutboxHost host)
    {
        while (true)
        {
            try
            {
                return await host.Batch.MoveAsync(default);
            }
            catch (BackgroundJobClientException)
            {
                await Task.Yield();
            }
        }
    }

    private async Task SaveAsync(int count)
    {
        await using var shop = database.Context();
        await SaveAsync(count, shop);
    }

    private Task SaveAsync(int count, DbContext shop)
    {
        var kind = _kind;
        for (var number = 0; number < count; number++)
        {
            var parcel = number;
            shop.Enqueue<IParcelJob>(job => job.SendAsync(kind, parcel, CancellationToken.None));
        }

        return shop.SaveChangesAsync();
    }

    private Task<long> RowsAsync() => database.CountAsync("outbox_jobs");
}
