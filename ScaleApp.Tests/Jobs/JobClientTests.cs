using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Jobs;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Jobs;

public sealed class JobClientTests : IAsyncLifetime
{
    private readonly Probe _probe = new();
    private RedisServer _redis = null!;

    public async Task InitializeAsync() => _redis = await RedisServer.StartAsync();

    public Task DisposeAsync() => _redis.DisposeAsync();

    private Task<JobHost> StartAsync(int workers = 10, params string[] queues) => JobHost.StartAsync(_redis.ConnectionString, o =>
    {
        o.WorkerCount = workers;
        o.Queues = queues.Length > 0 ? queues : o.Queues;
    });

    private JobRequest Report(string what) => JobRequest.For<ProbeJobs>(x => x.Report(_probe.Name, what));

    [RequiresFact("redis-server")]
    public async Task A_scheduled_job_runs_when_it_is_due_and_not_before()
    {
        await using var host = await StartAsync();
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var id = await host.Client.ScheduleAsync<ProbeJobs>(x => x.Report(_probe.Name, "now"), TimeSpan.FromMilliseconds(300));

        Assert.Equal(JobState.Delayed, await host.StateAsync(id));
        Assert.Equal("now", await _probe.NextAsync());
        Assert.InRange(clock.ElapsedMilliseconds, 290, 2000);
    }

    [RequiresFact("redis-server")]
    public async Task A_job_that_is_due_sooner_than_all_others_wakes_the_server_in_time()
    {
        await using var host = await StartAsync();
        await host.Client.CreateAsync(Report("late") with { Delay = TimeSpan.FromHours(1) });

        await host.Client.CreateAsync(Report("soon") with { Delay = TimeSpan.FromMilliseconds(50) });

        Assert.Equal("soon", await _probe.NextAsync(TimeSpan.FromSeconds(5)));
    }

    [RequiresFact("redis-server")]
    public async Task Jobs_run_by_priority_and_within_it_in_order()
    {
        await using var client = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);
        foreach (var (what, priority) in new[]
            { ("low", JobPriority.Low), ("normal 1", JobPriority.Normal), ("normal 2", JobPriority.Normal), ("high", JobPriority.High) })
        {
            await client.Client.CreateAsync(Report(what) with { Priority = priority });
        }

        await using var server = await StartAsync(workers: 1);

        Assert.Equal(["high", "normal 1", "normal 2", "low"], await _probe.NextAsync(4));
    }

    [RequiresFact("redis-server")]
    public async Task Queues_are_served_in_the_order_they_are_named()
    {
        await using var client = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);
        await client.Client.CreateAsync(Report("default"));
        await client.Client.EnqueueAsync<ProbeJobs>(x => x.Urgent(_probe.Name));

        await using var server = await StartAsync(1, "critical", "default");

        Assert.Equal(["critical", "default"], await _probe.NextAsync(2));
    }

    [RequiresFact("redis-server")]
    public async Task A_unique_key_lets_one_job_in_until_its_window_is_over()
    {
        await using var client = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);
        var request = Report("once") with { UniqueKey = "mail-1", UniqueFor = TimeSpan.FromMilliseconds(400) };

        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.Client.CreateAsync(request)));

        Assert.Single(ids.Distinct());
        await Eventually.IsTrueAsync(async () => await client.Client.CreateAsync(request) != ids[0], "the window is over");
    }

    [RequiresFact("redis-server")]
    public async Task A_job_with_an_id_that_exists_is_not_created_again()
    {
        await using var client = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);

        var first = await client.Client.CreateAsync(Report("one") with { Id = "order-7" });
        var second = await client.Client.CreateAsync(Report("two") with { Id = "order-7" });

        Assert.Equal("default/order-7", first);
        Assert.Equal(first, second);
        Assert.Equal(1, (await client.Monitor.GetQueueAsync("default")).Counts[JobState.Waiting]);
    }

    [RequiresFact("redis-server")]
    public async Task A_job_for_each_item_is_created_in_order_and_in_the_queue_that_is_named()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);

        var ids = await host.Client.EnqueueManyAsync<ProbeJobs, int>([1, 2, 3], (jobs, i) => jobs.ReportAsync("p", $"{i}", CancellationToken.None));
        var others = await host.Client.EnqueueManyAsync<ProbeJobs, int>("reports", [4], (jobs, i) => jobs.Report("p", $"{i}"));

        Assert.Equal("""["p","2"]""", (await host.Monitor.GetJobAsync(ids[1]))!.Job.Invocation.Arguments);
        Assert.Equal([.. ids], (await host.Monitor.ListAsync(new JobFilter("default", JobState.Waiting))).Jobs.Select(job => job.Id));
        Assert.StartsWith("reports/", Assert.Single(others), StringComparison.Ordinal);
    }

    [RequiresFact("redis-server")]
    public async Task Many_jobs_are_created_at_once_and_each_runs()
    {
        await using var host = await StartAsync();

        var ids = await host.Client.CreateManyAsync([.. Enumerable.Range(0, 1200).Select(i => Report($"{i}"))]);

        Assert.Equal(1200, ids.Distinct().Count());
        var ran = await _probe.NextAsync(1200);
        Assert.Equal(1200, ran.Distinct().Count());
    }

    [RequiresFact("redis-server")]
    public async Task A_continuation_runs_after_its_job_also_in_another_queue()
    {
        await using var host = await StartAsync(10, "default", "mail");
        var parent = await host.Client.EnqueueAsync<ProbeJobs>(x => x.HoldAsync(_probe.Name, CancellationToken.None));
        Assert.Equal("started", await _probe.NextAsync());

        var child = await host.Client.ContinueJobWithAsync<ProbeJobs>(parent, "mail", x => x.Report(_probe.Name, "child"));
        Assert.Equal(JobState.Awaiting, await host.StateAsync(child));
        _probe.Release();

        Assert.Equal(["released", "child"], await _probe.NextAsync(2));
        await host.BecomesAsync(child, JobState.Succeeded);
    }

    [RequiresFact("redis-server")]
    public async Task A_continuation_on_success_waits_for_a_requeued_dead_letter_and_is_deleted_with_it()
    {
        await using var host = await StartAsync();
        var parent = await host.Client.EnqueueAsync<ProbeJobs>(x => x.Fail(_probe.Name));
        await host.BecomesAsync(parent, JobState.Dead);

        var strict = await host.Client.ContinueJobWithAsync<ProbeJobs>(parent, x => x.Report(_probe.Name, "never"));
        var any = await host.Client.ContinueJobWithAsync<ProbeJobs>(
            parent, x => x.Report(_probe.Name, "any"), JobContinuationOptions.OnAnyFinishedState);

        Assert.Equal("any", await _probe.NextAsync());
        await host.BecomesAsync(any, JobState.Succeeded);
        Assert.Equal(JobState.Awaiting, await host.StateAsync(strict));
        await host.Client.DeleteAsync(parent);
        await host.BecomesAsync(strict, null);
    }

    [RequiresFact("redis-server")]
    public async Task The_job_after_a_batch_starts_once_when_all_of_it_have_ended()
    {
        await using var host = await StartAsync(10, "default", "critical");
        var members = Enumerable.Range(0, 50).Select(i => Report($"{i}"))
            .Append(JobRequest.For<ProbeJobs>(x => x.Fail(_probe.Name))).Append(JobRequest.For<ProbeJobs>(x => x.Urgent(_probe.Name))).ToList();

        var batch = await host.Client.CreateBatchAsync(members, Report("all"));

        var order = await _probe.NextAsync(52);
        Assert.Equal("all", order[^1]);
        Assert.Equal(52, batch.JobIds.Count);
        await host.BecomesAsync(batch.ContinuationId, JobState.Succeeded);
        Assert.True(_probe.IsSilent);
    }

    [RequiresFact("redis-server")]
    public async Task The_job_after_a_batch_whose_creator_died_half_way_goes_to_the_dead_letters_and_says_why()
    {
        await using var host = await StartAsync();
        var writer = host.Services.GetRequiredService<JobWriter>();
        var last = new NewJob(Report("never"), "last", IsNewId: false, TraceParent: null);

        // As far as a creator comes that dies before the second of its two jobs.
        await writer.AwaitAsync(last, ["default/one", "default/two"], TimeSpan.FromMilliseconds(1), CancellationToken.None);
        var one = new NewJob(Report("one"), "one", IsNewId: false, TraceParent: null, Links: "+default/last");
        await writer.EnqueueAsync("default", [one], CancellationToken.None);

        Assert.Equal("one", await _probe.NextAsync());
        await host.BecomesAsync("default/last", JobState.Dead);
        Assert.Contains("did not create all of it", (await host.Monitor.GetJobAsync("default/last"))!.Job.Error, StringComparison.Ordinal);
        Assert.False(await writer.CloseAsync(last, CancellationToken.None));
        await QueueInspection.EveryJobIsInOnePlaceAsync(host.Redis);
    }

    [RequiresFact("redis-server")]
    public async Task A_job_is_changed_only_from_the_state_that_was_named()
    {
        await using var host = await StartAsync();
        var id = await host.Client.CreateAsync(Report("ran") with { Delay = TimeSpan.FromHours(1) });

        Assert.False(host.Client.Delete(id, "Succeeded"));
        Assert.False(host.Client.Requeue(id, "Failed"));
        Assert.False(host.Client.Reschedule(id, TimeSpan.Zero, "Enqueued"));
        Assert.Equal(JobState.Delayed, await host.StateAsync(id));
        Assert.True(host.Client.Reschedule(id, TimeSpan.FromHours(2), "Scheduled"));
        Assert.True(host.Client.Requeue(id, "Scheduled"));
        Assert.Equal("ran", await _probe.NextAsync());
        await host.BecomesAsync(id, JobState.Succeeded);
        Assert.True(host.Client.Delete(id, "Succeeded"));
        Assert.Null(await host.StateAsync(id));

        var error = Assert.Throws<ArgumentException>(() => host.Client.Delete(id, "Running"));
        Assert.Contains("Enqueued, Scheduled, Processing", error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("redis-server")]
    public async Task A_job_that_waits_is_delayed_or_has_ended_can_be_rescheduled_and_a_running_one_cannot()
    {
        await using var host = await StartAsync();
        var delayed = await host.Client.CreateAsync(Report("delayed") with { Delay = TimeSpan.FromHours(1) });
        var ended = await host.Client.CreateAsync(Report("ended"));
        Assert.Equal("ended", await _probe.NextAsync());
        await host.BecomesAsync(ended, JobState.Succeeded);
        var running = await host.Client.EnqueueAsync<ProbeJobs>(x => x.HoldAsync(_probe.Name, CancellationToken.None));
        Assert.Equal("started", await _probe.NextAsync());
        await host.Monitor.PauseAsync("default");
        var waiting = await host.Client.CreateAsync(Report("waiting"));

        Assert.True(await host.Client.RescheduleAsync(waiting, TimeSpan.FromHours(1)));
        Assert.Equal(JobState.Delayed, await host.StateAsync(waiting));
        Assert.False(await host.Client.RescheduleAsync(running, TimeSpan.Zero));
        await host.Monitor.ResumeAsync("default");
        Assert.True(await host.Client.RescheduleAsync(delayed, TimeSpan.FromMilliseconds(10)));
        Assert.Equal("delayed", await _probe.NextAsync());
        Assert.True(await host.Client.RescheduleAsync(ended, DateTimeOffset.UnixEpoch));
        Assert.Equal("ended", await _probe.NextAsync());
        await QueueInspection.EveryJobIsInOnePlaceAsync(host.Redis);
        _probe.Release();
    }

    [RequiresFact("redis-server")]
    public async Task Arguments_that_are_too_large_are_refused_with_their_size()
    {
        await using var client = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);
        var large = new string('x', 70_000);

        var error = await Assert.ThrowsAsync<ArgumentException>(() => client.Client.EnqueueAsync<ProbeJobs>(x => x.Report(_probe.Name, large)));

        Assert.Contains("bytes as JSON, and the limit is 65536", error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("redis-server")]
    public async Task A_list_is_paged_and_filtered_by_state_and_type()
    {
        await using var client = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);
        await client.Client.CreateManyAsync([.. Enumerable.Range(0, 30).Select(i => Report($"{i}") with { Id = $"{i}" })]);
        await client.Client.CreateAsync(Report("first") with { Id = "first", Priority = JobPriority.High });

        var page = await client.Monitor.ListAsync(new JobFilter("default", JobState.Waiting, Limit: 10));
        var rest = await client.Monitor.ListAsync(new JobFilter("default", JobState.Waiting, "probejobs", page.NextOffset!.Value, 100));

        Assert.Equal(31, page.Total);
        Assert.Equal(["default/first", .. Enumerable.Range(0, 9).Select(i => $"default/{i}")], page.Jobs.Select(job => job.Id));
        Assert.Equal(Enumerable.Range(9, 21).Select(i => $"default/{i}"), rest.Jobs.Select(job => job.Id));
        Assert.Null(rest.NextOffset);
        Assert.Empty((await client.Monitor.ListAsync(new JobFilter("default", JobState.Waiting, "nosuchtype"))).Jobs);
    }

    [RequiresFact("redis-server")]
    public async Task A_small_waiting_job_takes_at_most_300_bytes()
    {
        await using var client = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);
        await client.Client.CreateAsync(Report("warm"));
        var before = await _redis.UsedMemoryAsync();

        await client.Client.CreateManyAsync([.. Enumerable.Range(0, 20_000).Select(i => JobRequest.For<ProbeJobs>(x => x.Report("p", $"{i}")))]);

        Assert.InRange((await _redis.UsedMemoryAsync() - before) / 20_000, 1, 300);
    }
}
