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

        await host.WithDatabaseAsync(async shop =>
        {
            await using var transaction = await shop.Database.BeginTransactionAsync();
            Enqueue(shop, 1);
            await shop.SaveChangesAsync();
            await transaction.RollbackAsync();
            return 0;
        });
        await host.WithDatabaseAsync(async shop =>
        {
            await using var transaction = await shop.Database.BeginTransactionAsync();
            Enqueue(shop, 2);
            await shop.SaveChangesAsync();
            Assert.Empty(host.Waiting(_kind));
            await transaction.CommitAsync();
            return 0;
        });

        await Eventually.IsTrueAsync(() => host.Waiting(_kind) is [2], "only the second job waits", TimeSpan.FromSeconds(5));
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task Poll_compensates_for_a_lost_notification()
    {
        await using (var before = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, relays: false))
        {
            await SaveAsync(before, 3);
        }

        await using var host = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, poll: "00:00:00.100");

        await Eventually.IsTrueAsync(() => host.Waiting(_kind).Length == 3, "three jobs wait");
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task Concurrent_relays_enqueue_each_job_once()
    {
        await using var host = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, relays: false);
        await SaveAsync(host, 200);

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
        await host.WithDatabaseAsync(shop =>
        {
            Enqueue(shop, 1);
            shop.Add(new OutboxJob { Type = "ScaleApp.Data.RemovedJob, ScaleApp.Data", Method = "RunAsync", ParameterTypes = "[]", Arguments = "[]" });
            Enqueue(shop, 2);
            return shop.SaveChangesAsync();
        });

        await host.Batch.MoveAsync(default);

        Assert.Equal([1, 2], host.Waiting(_kind).Order());
        var left = Assert.Single(await host.WithDatabaseAsync(shop => shop.Set<OutboxJob>().ToListAsync()));
        Assert.Contains("RemovedJob", left.Error, StringComparison.Ordinal);
        await host.WithDatabaseAsync(shop => shop.Set<OutboxJob>().ExecuteDeleteAsync());
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task Row_parked_by_an_older_worker_is_relayed_later()
    {
        await using (var before = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, relays: false))
        {
            await SaveAsync(before, 1);
            await before.WithDatabaseAsync(shop => shop.Set<OutboxJob>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Error, "Unknown type")));
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

        await SaveAsync(host, 2);
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

    private void Enqueue(DbContext shop, int number)
    {
        var kind = _kind;
        shop.Enqueue<IParcelJob>(job => job.SendAsync(kind, number, CancellationToken.None));
    }

    private Task<int> SaveAsync(OutboxHost host, int count) => host.WithDatabaseAsync(shop =>
    {
        for (var number = 0; number < count; number++)
        {
            Enqueue(shop, number);
        }

        return shop.SaveChangesAsync();
    });

    private Task<long> RowsAsync() => database.CountAsync("outbox_jobs");
}
