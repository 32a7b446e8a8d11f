using ScaleApp.Jobs;
using ScaleApp.Jobs.Recurring.Storage;
using ScaleApp.Redis;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Jobs.Recurring;

public class RecurringSchedulerTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const string EverySecond = "* * * * * *";

    private readonly string _queue = $"q{Guid.NewGuid():N}";

    [RequiresFact("redis-server")]
    public async Task Several_workers_enqueue_each_occurrence_once_also_when_their_clocks_are_an_hour_off()
    {
        await using var right = await RecurringWorker.StartAsync(server.ConnectionString);
        await using var ahead = await RecurringWorker.StartAsync(server.ConnectionString, new SkewedTime(TimeSpan.FromHours(1)));
        await using var behind = await RecurringWorker.StartAsync(server.ConnectionString, new SkewedTime(TimeSpan.FromHours(-1)));
        for (var i = 0; i < 20; i++)
        {
            await ahead.Manager.AddOrUpdateAsync($"{_queue}-{i}", Job(), EverySecond);
        }

        var runs = await Eventually.IsAsync(() => right.RunsAsync(_queue), runs => runs.Count >= 80, "four seconds of twenty jobs");

        Run.AssertOnceEachSecond(runs);
        var now = (await new RecurringStore(right.Redis).NowAsync(default)).ToUnixTimeMilliseconds();
        Assert.All(runs, run => Assert.InRange(run.Occurrence, now - 60_000, now));
    }

    [RequiresFact("redis-server")]
    public async Task A_worker_whose_clock_is_an_hour_off_fires_at_the_right_time_on_its_own()
    {
        await using var behind = await RecurringWorker.StartAsync(server.ConnectionString, new SkewedTime(TimeSpan.FromHours(-1)));
        await behind.Manager.AddOrUpdateAsync(_queue, Job(), EverySecond);

        var runs = await Eventually.IsAsync(() => behind.RunsAsync(_queue), runs => runs.Count >= 3, "three runs");

        Run.AssertOnceEachSecond(runs);
        var now = (await new RecurringStore(behind.Redis).NowAsync(default)).ToUnixTimeMilliseconds();
        Assert.InRange(now - runs[^1].Occurrence, 0, 1500);
    }

    [RequiresFact("redis-server")]
    public async Task A_job_that_another_process_adds_is_fired_without_waiting_for_the_poll()
    {
        await using var worker = await RecurringWorker.StartAsync(
            server.ConnectionString, configure: options => options.PollInterval = TimeSpan.FromMinutes(5));
        await using var client = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);
        await Eventually.IsTrueAsync(async () => await SubscribersAsync() > 0, "the worker listens");

        await client.Manager.AddOrUpdateAsync(_queue, Job(), EverySecond);

        await Eventually.IsAsync(() => client.RunsAsync(_queue), runs => runs.Count >= 2, "two runs");
    }

    [RequiresFact("redis-server")]
    public async Task A_paused_job_rests_and_goes_on_with_what_is_due_after_it_was_resumed()
    {
        await using var worker = await RecurringWorker.StartAsync(server.ConnectionString);
        await worker.Manager.AddOrUpdateAsync(_queue, Job(), EverySecond);
        await worker.Manager.AddOrUpdateAsync(_queue + "-witness", Job(), EverySecond);
        await Eventually.IsAsync(() => Own(worker), runs => runs.Count >= 1, "a run");

        Assert.True(await worker.Manager.PauseAsync(_queue));
        var paused = await Own(worker);
        var before = (await worker.RunsAsync(_queue)).Count;
        await Eventually.IsAsync(() => worker.RunsAsync(_queue), runs => runs.Count >= before + 2, "runs of the other job");
        Assert.Equal(paused, await Own(worker));

        var resumed = await new RecurringStore(worker.Redis).NowAsync(default);
        Assert.True(await worker.Manager.ResumeAsync(_queue));
        var runs = await Eventually.IsAsync(() => Own(worker), runs => runs.Count > paused.Count, "a run after the pause");
        Assert.True(runs[paused.Count].Occurrence >= resumed.ToUnixTimeMilliseconds());
    }

    [RequiresFact("redis-server")]
    public async Task Firing_goes_on_within_two_seconds_after_Redis_was_stopped()
    {
        await using var own = await RedisServer.StartAsync();
        await using var worker = await RecurringWorker.StartAsync(own.ConnectionString);
        await worker.Manager.AddOrUpdateAsync(_queue, Job(), EverySecond);
        await Eventually.IsAsync(() => worker.RunsAsync(_queue), runs => runs.Count >= 1, "a run");

        own.Stop();
        await Eventually.IsTrueAsync(() => !worker.Redis.IsConnected, "the worker sees that Redis is away");
        own.Continue();

        await Eventually.IsTrueAsync(() => ReachableAsync(worker.Redis), "Redis answers again");
        var back = await new RecurringStore(worker.Redis).NowAsync(default);
        var runs = await Eventually.IsAsync(() => worker.RunsAsync(_queue),
            runs => runs.Count > 0 && runs[^1].Occurrence > back.ToUnixTimeMilliseconds(), "a run after the stop", TimeSpan.FromSeconds(3));
        Run.AssertOnceEachSecond(runs);
    }

    [RequiresFact("redis-server")]
    public async Task A_worker_that_starts_while_Redis_is_away_fires_once_it_comes()
    {
        await using var own = await RedisServer.StartAsync(appendOnly: true);
        await using (var client = await RecurringWorker.StartAsync(own.ConnectionString, fires: false))
        {
            await client.Manager.AddOrUpdateAsync(_queue, Job(), EverySecond);
        }

        await own.KillAsync();
        var starting = RecurringWorker.StartAsync(own.ConnectionString);
        await own.RestartAsync();
        await using var worker = await starting;

        Run.AssertOnceEachSecond(await Eventually.IsAsync(() => worker.RunsAsync(_queue), runs => runs.Count >= 2, "two runs"));
    }

    private JobRequest Job() => JobRequest.For<Chores>(chores => chores.Sweep("hall")) with { Queue = _queue };

    private async Task<IReadOnlyList<Run>> Own(RecurringWorker worker) =>
        [.. (await worker.RunsAsync(_queue)).Where(run => run.Id == _queue)];

    private static async Task<bool> ReachableAsync(IRedisConnection redis)
    {
        await redis.ExecuteAsync(db => db.PingAsync(), default);
        return true;
    }

    private async Task<long> SubscribersAsync()
    {
        await using var probe = await RecurringWorker.StartAsync(server.ConnectionString, fires: false);
        var answer = (StackExchange.Redis.RedisResult[]?)await probe.Redis.ExecuteAsync(
            db => db.ExecuteAsync("PUBSUB", "NUMSUB", RecurringKeys.ChangedChannel), default);
        return (long)answer![1];
    }
}
