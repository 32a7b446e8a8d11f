using ScaleApp.Data.Outbox;
using ScaleApp.Jobs;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Data.Outbox;

public class OutboxCrashTests(ShopDatabase database, RedisServer redis) : IClassFixture<ShopDatabase>, IClassFixture<RedisServer>
{
    [TestProgram("outbox-writer")]
    internal static async Task<int> WriteAndHaltAsync(string[] args, CancellationToken stopping)
    {
        var (database, redis, queue, step) = (args[0], args[1], args[2], args[3]);
        await using var host = await OutboxHost.StartAsync(database, redis, relays: false);
        await host.WithDatabaseAsync(async shop =>
        {
            await using var transaction = await shop.Database.BeginTransactionAsync(stopping);
            shop.Enqueue(JobRequest.For<Parcel>(parcel => parcel.SendAsync(1, CancellationToken.None)) with { Queue = queue });
            await shop.SaveChangesAsync(stopping);
            await ReachedAsync("saved");
            await transaction.CommitAsync(stopping);
            await ReachedAsync("committed");
            host.Transfer.HandedOver = () => ReachedAsync("handed over");
            await host.Transfer.MoveBatchAsync(stopping);
            await ReachedAsync("deleted");
            return 0;
        });
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

    [RequiresTheory("postgres", "redis-server")]
    [InlineData("saved", 0)]
    [InlineData("committed", 1)]
    [InlineData("handed over", 1)]
    [InlineData("deleted", 1)]
    [Trait("Category", "Chaos")]
    public async Task A_process_killed_at_any_step_leaves_one_job_when_it_had_committed_and_none_when_not(string step, int expected)
    {
        var queue = $"q{Guid.NewGuid():N}";
        await using (var writer = TestProgram.Start("outbox-writer", database.ConnectionString, redis.ConnectionString, queue, step))
        {
            await writer.WaitForLineAsync(line => line == step);
            writer.Kill();
            await writer.WaitForExitAsync();
        }

        await using var host = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, relays: false);

        // PostgreSQL lets go of the dead process's rows when it notices that its connection is gone.
        await Eventually.IsTrueAsync(async () =>
        {
            await host.Transfer.MoveBatchAsync(default);
            return await database.ScalarAsync<long>("SELECT count(*) FROM outbox_jobs") == 0
                && await database.ScalarAsync<long>(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'") == 0;
        }, "no rows and no open transaction are left");
        Assert.Equal(expected, (await host.WaitingAsync(queue)).Length);
    }
}
