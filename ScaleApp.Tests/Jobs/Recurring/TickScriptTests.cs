using ScaleApp.Jobs;
using ScaleApp.Jobs.Recurring.Storage;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Jobs.Recurring;

public class TickScriptTests(RedisServer server) : IClassFixture<RedisServer>
{
    private readonly string _queue = $"q{Guid.NewGuid():N}";

    [RequiresFact("redis-server")]
    public async Task Of_all_that_fire_the_same_occurrence_one_enqueues_it()
    {
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);
        var (store, due) = await DueAsync(client, "sweep");
        var firing = new Firing(due, [due.Next, due.Next.AddSeconds(1)], due.Next.AddYears(100));

        var ticks = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.TickAsync(_queue, [firing], 10, default)));

        Assert.Equal(2, ticks.Sum(tick => tick.Enqueued));
        Assert.Equal(firing.Occurrences.Select(at => new Run("sweep", at.ToUnixTimeMilliseconds())), await client.RunsAsync(_queue));
        Assert.Equal(due.Next.AddYears(100), ticks[^1].Next);
    }

    [RequiresFact("redis-server")]
    public async Task A_definition_that_changed_meanwhile_is_not_fired()
    {
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);
        var (store, due) = await DueAsync(client, "sweep");

        await store.UpsertAsync(Definition("sweep", "cellar"), due.Next, null, default);
        var tick = await store.TickAsync(_queue, [new Firing(due, [due.Next], null)], 10, default);

        Assert.Equal(0, tick.Enqueued);
        Assert.Equal(due.Version + 1, Assert.Single(tick.Due).Version);
    }

    [RequiresFact("redis-server")]
    public async Task Nothing_is_fired_before_its_time_by_the_clock_of_Redis()
    {
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);
        var store = new RecurringStore(client.Redis);
        var next = (await store.NowAsync(default)).AddHours(1);
        await store.UpsertAsync(Definition("sweep", "hall"), next, null, default);

        var early = new DueDefinition("sweep", 1, next, "* * * * *", "UTC", MisfireHandlingMode.Relaxed);
        var tick = await store.TickAsync(_queue, [new Firing(early, [next], next.AddHours(1))], 10, default);

        Assert.Equal((0, next), (tick.Enqueued, tick.Next!.Value));
        Assert.Empty(tick.Due);
    }

    [RequiresFact("redis-server")]
    public async Task A_paused_or_removed_definition_is_not_fired_by_who_saw_it_before()
    {
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);
        var (store, paused) = await DueAsync(client, "paused");
        Assert.True(await store.PauseAsync("paused", _queue, true, paused.Version, paused.Next, default));
        var (_, removed) = await DueAsync(client, "removed");
        Assert.NotNull(await store.RemoveAsync("removed", _queue, default));

        var tick = await store.TickAsync(
            _queue, [new Firing(paused, [paused.Next], null), new Firing(removed, [removed.Next], null)], 10, default);

        Assert.Equal(0, tick.Enqueued);
        Assert.Empty(tick.Due);
        Assert.Null(tick.Next);
    }

    [RequiresFact("redis-server")]
    public async Task A_run_carries_what_the_definition_says_and_its_occurrence()
    {
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);
        var (store, due) = await DueAsync(client, "sweep", job => job with { Priority = JobPriority.High, ConcurrencyKey = "broom", ConcurrencyLimit = 3 });

        await store.TickAsync(_queue, [new Firing(due, [due.Next], null)], 10, default);

        var keys = new JobKeys(_queue);
        var id = (string?)await client.Redis.ExecuteAsync(db => db.ListRightPopAsync(keys.Wait(JobPriority.High)), default);
        Assert.Equal($"sweep:{due.Next.ToUnixTimeMilliseconds()}", id);
        var text = (string)(await client.Redis.ExecuteAsync(db => db.StringGetAsync(keys.Job(id!)), default))!;
        Assert.EndsWith(" 0 3 broom", text.Split('\n')[0], StringComparison.Ordinal);
        var record = JobRecord.Read(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Equal(("sweep", due.Next.ToUnixTimeMilliseconds()), (record.Recurring, record.Occurrence));
    }

    [RequiresFact("redis-server")]
    public async Task A_schedule_that_a_worker_cannot_read_leaves_the_timetable_until_it_is_added_again()
    {
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);
        var (store, due) = await DueAsync(client, "sweep");

        var tick = await store.TickAsync(_queue, [new Firing(due, [], null, "No such zone.")], 10, default);
        Assert.Empty(tick.Due);
        Assert.Equal("No such zone.", (await store.ReadAsync("sweep", _queue, default))["error"]);

        Assert.True(await store.UpsertAsync(Definition("sweep", "hall"), due.Next, null, default));
        Assert.Single((await store.TickAsync(_queue, [], 10, default)).Due);
    }

    [RequiresFact("redis-server")]
    public async Task Two_hundred_definitions_that_are_due_are_fired_in_one_call()
    {
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);
        var store = new RecurringStore(client.Redis);
        var next = (await store.NowAsync(default)).AddSeconds(-2);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => store.UpsertAsync(Definition($"sweep-{i}", "hall"), next, null, default)));

        var tick = await store.TickAsync(_queue, [], 200, default);
        var fired = await store.TickAsync(_queue, [.. tick.Due.Select(due => new Firing(due, [due.Next], due.Next.AddYears(1)))], 200, default);

        Assert.Equal((200, 200), (tick.Due.Count, fired.Enqueued));
        Assert.InRange(fired.Lateness.TotalSeconds, 2, 60);
    }

    private async Task<(RecurringStore Store, DueDefinition Due)> DueAsync(
        RecurringWorker client, string id, Func<JobRequest, JobRequest>? change = null)
    {
        var store = new RecurringStore(client.Redis);
        var definition = Definition(id, "hall");
        definition = definition with { Job = change?.Invoke(definition.Job) ?? definition.Job };
        await store.UpsertAsync(definition, (await store.NowAsync(default)).AddSeconds(-2), null, default);
        return (store, Assert.Single((await store.TickAsync(_queue, [], 10, default)).Due));
    }

    private RecurringDefinition Definition(string id, string room) => RecurringDefinition.Create(
        id, JobRequest.For<Chores>(chores => chores.Sweep(room)) with { Queue = _queue }, "* * * * *", new RecurringJobOptions()).Definition;
}
