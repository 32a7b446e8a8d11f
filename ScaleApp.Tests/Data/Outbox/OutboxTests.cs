using Microsoft.EntityFrameworkCore;
using ScaleApp.Data.Outbox;
using ScaleApp.Jobs;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Data.Outbox;

public class OutboxTests(ShopDatabase database, RedisServer redis) : IClassFixture<ShopDatabase>, IClassFixture<RedisServer>
{
    private readonly string _queue = $"q{Guid.NewGuid():N}";

    [RequiresFact("postgres", "redis-server")]
    public async Task A_job_is_enqueued_as_soon_as_its_changes_are_saved()
    {
        await using var host = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString);

        var id = await host.WithDatabaseAsync(async shop =>
        {
            var id = shop.Enqueue(Job(1));
            await shop.SaveChangesAsync();
            return id;
        });

        var waiting = await Eventually.IsAsync(() => host.WaitingAsync(_queue), ids => ids.Length > 0, "the job", TimeSpan.FromSeconds(5));
        Assert.Equal([id], waiting);
        await Eventually.IsAsync(RowsAsync, rows => rows == 0, "its row is deleted");
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task A_job_exists_if_and_only_if_its_transaction_was_committed()
    {
        await using var host = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString);

        await host.WithDatabaseAsync(async shop =>
        {
            await using var transaction = await shop.Database.BeginTransactionAsync();
            shop.Enqueue(Job(1));
            await shop.SaveChangesAsync();
            await transaction.RollbackAsync();
            return 0;
        });
        var committed = await host.WithDatabaseAsync(async shop =>
        {
            await using var transaction = await shop.Database.BeginTransactionAsync();
            var id = shop.Enqueue(Job(2));
            await shop.SaveChangesAsync();
            Assert.Empty(await host.WaitingAsync(_queue));
            await transaction.CommitAsync();
            return id;
        });

        // The relay takes rows in their order: when the second is there, the first would be.
        await Eventually.IsAsync(() => host.WaitingAsync(_queue), ids => ids.Length > 0, "the job", TimeSpan.FromSeconds(5));
        Assert.Equal([committed], await host.WaitingAsync(_queue));
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task Jobs_that_a_dead_process_left_are_found_by_the_poll_of_another()
    {
        await using (var dead = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, relays: false))
        {
            await SaveAsync(dead, 3);
        }

        await using var host = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, poll: "00:00:00.100");

        await Eventually.IsAsync(() => host.WaitingAsync(_queue), ids => ids.Length == 3, "three jobs");
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task A_relay_that_dies_after_it_handed_a_job_over_makes_no_second_one_even_when_that_has_run_and_is_forgotten()
    {
        await using var host = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, relays: false);
        await SaveAsync(host, 1);
        host.Transfer.HandedOver = () => throw new InvalidOperationException("The relay dies here.");
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Transfer.MoveBatchAsync(default));
        host.Transfer.HandedOver = null;
        var id = Assert.Single(await host.WaitingAsync(_queue)).Split('/')[1];

        // As if it had run, and its history had been trimmed.
        var keys = new JobKeys(_queue);
        await host.Redis.ExecuteAsync(db => db.KeyDeleteAsync([keys.Job(id), keys.Wait(JobPriority.Normal)]), default);
        await host.Transfer.MoveBatchAsync(default);

        Assert.Empty(await host.WaitingAsync(_queue));
        Assert.Equal(0, await RowsAsync());
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task Any_number_of_relays_hand_each_job_over_once()
    {
        await using var host = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, relays: false);
        await SaveAsync(host, 1200);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            while (await host.Transfer.MoveBatchAsync(default) > 0)
            {
            }
        }));

        var waiting = await host.WaitingAsync(_queue);
        Assert.Equal((1200, 1200), (waiting.Length, waiting.Distinct().Count()));
        Assert.Equal(0, await RowsAsync());
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task A_row_that_cannot_be_enqueued_is_set_aside_with_the_reason_and_holds_up_nothing()
    {
        await using var host = await OutboxHost.StartAsync(database.ConnectionString, redis.ConnectionString, relays: false);
        await host.WithDatabaseAsync(async shop =>
        {
            shop.Enqueue(Job(1));
            shop.Enqueue(Job(2) with { Queue = "No Such Queue" });
            shop.Add(new OutboxJob { Request = """{"queue": 7}""" });
            shop.Enqueue(Job(3));
            return await shop.SaveChangesAsync();
        });
        await host.Transfer.MoveBatchAsync(default);

        Assert.Equal(2, (await host.WaitingAsync(_queue)).Length);
        var left = await host.WithDatabaseAsync(shop => shop.Set<OutboxJob>().OrderBy(row => row.Id).ToListAsync());
        Assert.Equal(2, left.Count);
        Assert.Contains("No Such Queue", left[0].Error);
        Assert.NotNull(left[1].Error);
        await host.WithDatabaseAsync(shop => shop.Set<OutboxJob>().ExecuteDeleteAsync());
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task Jobs_saved_while_Redis_is_away_are_enqueued_when_it_is_back()
    {
        await using var own = await RedisServer.StartAsync(appendOnly: true);
        await using var host = await OutboxHost.StartAsync(database.ConnectionString, own.ConnectionString);
        await own.KillAsync();

        await SaveAsync(host, 2);
        Assert.Equal(2, await RowsAsync());
        await own.RestartAsync();

        await Eventually.IsAsync(() => host.WaitingAsync(_queue), ids => ids.Length == 2, "both jobs");
        await Eventually.IsAsync(RowsAsync, rows => rows == 0, "their rows are deleted");
    }

    private JobRequest Job(int number) =>
        JobRequest.For<Parcel>(parcel => parcel.SendAsync(number, CancellationToken.None)) with { Queue = _queue };

    private Task<int> SaveAsync(OutboxHost host, int count) => host.WithDatabaseAsync(async shop =>
    {
        for (var i = 0; i < count; i++)
        {
            shop.Enqueue(Job(i));
        }

        return await shop.SaveChangesAsync();
    });

    private Task<long> RowsAsync() => database.ScalarAsync<long>("SELECT count(*) FROM outbox_jobs");
}
