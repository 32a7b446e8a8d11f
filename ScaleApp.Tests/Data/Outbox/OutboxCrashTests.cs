using ScaleApp.Data.Outbox;

namespace ScaleApp.Tests.Data.Outbox;

public class OutboxCrashTests(ShopDatabase database, RedisServer redis) : IClassFixture<ShopDatabase>, IClassFixture<RedisServer>
{
    [TestProgram("outbox-writer")]
    internal static async Task<int> WriteAndHaltAsync(string[] args, CancellationToken stopping)
    {
        var (database, redis, kind, step) = (args[0], args[1], args[2], args[3]);
        await using var host = await OutboxHost.StartAsync(database, redis, relays: false);
        await using var shop = ShopDatabase.Context(database);
        await using var transaction = await shop.Database.BeginTransactionAsync(stopping);
        shop.Enqueue<IParcelJob>(job => job.SendAsync(kind, 1, CancellationToken.None));
        await shop.SaveChangesAsync(stopping);
        await ReachedAsync("saved");
        await transaction.CommitAsync(stopping);
        await ReachedAsync("committed");
        host.Batch.HandedOver = () => ReachedAsync("handed over");
        await host.Batch.MoveAsync(stopping);
        await ReachedAsync("deleted");
        return 0;

        async Task ReachedAsync(string reached)
        {
            if (reached == step)
            {
                Console.WriteLine(reached);
                await Task.Delay(Timeout.Infinite, stopping);
            }
        }
    }

    // A relay killed before it deletes the row enqueues the job a second time: jobs run at least once.
    [RequiresTheory("postgres", "redis-server")]
    [InlineData("saved", 0)]
    [InlineData("committed", 1)]
    [InlineData("handed over", 2)]
    [InlineData("deleted", 1)]
    [Trait("Category", "Chaos")]
    public async Task Killed_process_leaves_a_job_only_if_it_committed(string step, int expected)
    {
        var kind = $"{Guid.NewGuid():N}";
        await using (var writer = TestProgram.Start("outbox-writer", database.ConnectionString, redis.ConnectionString, kind, step))
        {
            await writer.WaitForLineAsync(line => line == step, TimeSpan.FromSeconds(60));
            writer.Kill();
            await writer.WaitForExitAsync();
        }

        await using var host = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, relays: false);

        // PostgreSQL releases the rows when it notices the broken connection.
        await Eventually.IsTrueAsync(async () =>
        {
            await host.Batch.MoveAsync(default);
            return await database.CountAsync("outbox_jobs") == 0
                && await database.ScalarAsync<long>(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'") == 0;
        }, "no rows and no open transaction are left");
        Assert.Equal(expected, host.Waiting(kind).Length);
    }
}
