using ScaleApp.Jobs;
using ScaleApp.Jobs.Recurring.Storage;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Jobs.Recurring;

public class RecurringJobManagerTests(RedisServer server) : IClassFixture<RedisServer>
{
    private readonly string _id = $"job-{Guid.NewGuid():N}";
    private readonly string _queue = $"q{Guid.NewGuid():N}";

    [RequiresFact("redis-server")]
    public async Task What_was_added_can_be_read_with_its_next_occurrence()
    {
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);

        await client.Manager.AddOrUpdateAsync<Chores>(_id, _queue, chores => chores.Sweep("hall"), Cron.Daily(3),
            new RecurringJobOptions { TimeZone = Berlin, MisfireHandling = MisfireHandlingMode.Strict });

        var found = await client.Manager.FindAsync(_id);
        Assert.NotNull(found);
        Assert.Equal((_queue, "0 3 * * *", "Europe/Berlin", MisfireHandlingMode.Strict), (found.Queue, found.Cron, found.TimeZone, found.MisfireHandling));
        Assert.Equal("""["hall"]""", found.Invocation.Arguments);
        Assert.Equal(3, TimeZoneInfo.ConvertTime(found.NextExecution!.Value, Berlin).Hour);
        Assert.Null(found.LastExecution);
        Assert.Contains(found, await client.Manager.ListAsync(count: 1000));
    }

    [RequiresFact("redis-server")]
    public async Task Adding_the_same_again_does_not_touch_the_next_occurrence()
    {
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);
        var store = new RecurringStore(client.Redis);
        var (definition, _) = RecurringDefinition.Create(_id, Job("hall"), Cron.Hourly(), new RecurringJobOptions());
        var overdue = DateTimeOffset.UnixEpoch.AddYears(50);

        Assert.True(await store.UpsertAsync(definition, overdue, null, default));
        Assert.False(await store.UpsertAsync(definition, overdue.AddYears(1), null, default));
        Assert.Equal(overdue, (await client.Manager.FindAsync(_id) ?? await ReadAsync(store)).NextExecution);

        var changed = definition with { Job = Job("cellar") };
        Assert.True(await store.UpsertAsync(changed, overdue.AddYears(2), null, default));
        Assert.Equal(overdue, (await ReadAsync(store)).NextExecution);

        Assert.True(await store.UpsertAsync(changed with { Cron = Cron.Daily() }, overdue.AddYears(3), null, default));
        Assert.Equal(overdue.AddYears(3), (await ReadAsync(store)).NextExecution);
    }

    [RequiresFact("redis-server")]
    public async Task Replicas_that_all_add_the_same_job_at_once_make_one_of_it()
    {
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.Manager.AddOrUpdateAsync(_id, Job("hall"), Cron.Minutely())));

        Assert.Equal("1", await Version(client, _queue));
    }

    [RequiresFact("redis-server")]
    public async Task A_job_that_is_given_another_queue_leaves_the_old_one_and_stays_paused()
    {
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);
        await client.Manager.AddOrUpdateAsync(_id, Job("hall"), Cron.Minutely());
        Assert.True(await client.Manager.PauseAsync(_id));

        await client.Manager.AddOrUpdateAsync(_id, Job("hall") with { Queue = _queue + "-2" }, Cron.Minutely());

        Assert.Null(await Version(client, _queue));
        var found = await client.Manager.FindAsync(_id);
        Assert.Equal((_queue + "-2", true), (found!.Queue, found.IsPaused));
        Assert.Null(found.NextExecution);
    }

    [RequiresFact("redis-server")]
    public async Task A_triggered_run_is_enqueued_besides_the_timetable()
    {
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);
        await client.Manager.AddOrUpdateAsync(_id, Job("hall"), Cron.Never());

        var run = await client.Manager.TriggerJobAsync(_id);

        Assert.StartsWith($"{_queue}/", run);
        var record = JobRecord.Read((await client.Redis.ExecuteAsync(db => db.StringGetAsync(new JobKeys(_queue).Job(run!.Split('/')[1])), default))!);
        Assert.Equal(_id, record.Recurring);
        Assert.Equal("""["hall"]""", record.Invocation.Arguments);
        var found = await client.Manager.FindAsync(_id);
        Assert.Equal(run, found!.LastJobId);
        Assert.Null(found.NextExecution);
        Assert.Null(await client.Manager.TriggerJobAsync("no-such-job"));
    }

    [RequiresFact("redis-server")]
    public async Task A_removed_job_is_gone_and_removing_it_again_says_so()
    {
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);
        await client.Manager.AddOrUpdateAsync(_id, Job("hall"), Cron.Minutely());

        Assert.True(await client.Manager.RemoveIfExistsAsync(_id));
        Assert.False(await client.Manager.RemoveIfExistsAsync(_id));
        Assert.Null(await client.Manager.FindAsync(_id));
        Assert.Null(await Version(client, _queue));
    }

    [RequiresFact("redis-server")]
    public async Task The_synchronous_calls_do_the_same()
    {
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);

        client.Manager.AddOrUpdate<Chores>(_id, _queue, chores => chores.Sweep("hall"), Cron.Never());
        Assert.NotNull(client.Manager.TriggerJob(_id));
        client.Manager.Trigger(_id);
        client.Manager.RemoveIfExists(_id);

        Assert.Null(await client.Manager.FindAsync(_id));
        Assert.Equal(2, await client.Redis.ExecuteAsync(db => db.ListLengthAsync(new JobKeys(_queue).Wait(JobPriority.Normal)), default));
    }

    [RequiresTheory("redis-server")]
    [InlineData("* * * *", "4 field(s)")]
    [InlineData("0 25 * * *", "25 is not between 0 and 23")]
    public async Task A_schedule_that_cannot_be_read_is_refused_when_it_is_added(string cron, string expected)
    {
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);

        var error = await Assert.ThrowsAsync<ArgumentException>(() => client.Manager.AddOrUpdateAsync(_id, Job("hall"), cron));

        Assert.Contains(expected, error.Message);
        Assert.Contains(_id, error.Message);
        Assert.Null(await client.Manager.FindAsync(_id));
    }

    private static TimeZoneInfo Berlin { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private JobRequest Job(string room) => JobRequest.For<Chores>(chores => chores.Sweep(room)) with { Queue = _queue };

    private async Task<RecurringJobInfo> ReadAsync(RecurringStore store)
    {
        await store.AssignAsync(_id, _queue, default);
        return (await new ScaleApp.Jobs.Recurring.RecurringJobManager(store).FindAsync(_id))!;
    }

    private async Task<string?> Version(RecurringWorker client, string queue) =>
        await client.Redis.ExecuteAsync(db => db.HashGetAsync($"{new JobKeys(queue).Tag}:recurring:{_id}", "v"), default);
}

/// <summary>What recurring jobs of these tests call.</summary>
public sealed class Chores
{
    public string? Swept { get; private set; }

    public void Sweep(string room) => Swept = room;
}
