using ScaleApp.Jobs;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Jobs;

public sealed class JobServerTests : IAsyncLifetime
{
    private readonly Probe _probe = new();
    private RedisServer _redis = null!;

    public async Task InitializeAsync() => _redis = await RedisServer.StartAsync();

    public Task DisposeAsync() => _redis.DisposeAsync();

    [RequiresFact("redis-server")]
    public async Task A_job_runs_with_its_arguments_and_is_remembered_as_succeeded()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString);

        var id = await host.Client.EnqueueAsync<ProbeJobs>(x => x.ReportAsync(_probe.Name, "hello", CancellationToken.None));

        Assert.Equal("hello", await _probe.NextAsync());
        await host.BecomesAsync(id, JobState.Succeeded);
    }

    [RequiresFact("redis-server")]
    public async Task The_synchronous_calls_do_the_same_as_their_twins()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString);

        host.Client.Enqueue<ProbeJobs>(x => x.Report(_probe.Name, "enqueued"));
        Assert.Equal("enqueued", await _probe.NextAsync());
        var later = host.Client.Schedule<ProbeJobs>(x => x.Report(_probe.Name, "scheduled"), TimeSpan.FromHours(1));
        Assert.True(host.Client.Requeue(later));
        Assert.Equal("scheduled", await _probe.NextAsync());
        host.Client.ContinueJobWith<ProbeJobs>(later, x => x.Report(_probe.Name, "continued"));
        Assert.Equal("continued", await _probe.NextAsync());
        Assert.True(host.Client.Delete(later));
        Assert.False(host.Client.Delete(later));
    }

    [RequiresFact("redis-server")]
    public async Task A_job_knows_its_id_queue_attempt_and_token()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString);

        var id = await host.Client.EnqueueAsync<ProbeJobs>(x => x.ReportContext(_probe.Name));

        Assert.Equal($"{id} default 1 True", await _probe.NextAsync());
    }

    [RequiresFact("redis-server")]
    public async Task A_failed_job_is_tried_again_until_it_succeeds()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString);
        _probe.FailuresLeft = 2;

        var id = await host.Client.EnqueueAsync<ProbeJobs>(x => x.FailAtFirst(_probe.Name, null!));

        Assert.Equal("attempt 3", await _probe.NextAsync());
        await host.BecomesAsync(id, JobState.Succeeded);
        var history = (await host.Monitor.GetJobAsync(id))!.History;
        Assert.Equal(["created", "failed", "failed", "started", "succeeded"], history.Select(entry => entry.Kind));
        Assert.Contains("on purpose", history[1].Text, StringComparison.Ordinal);
    }

    [RequiresFact("redis-server")]
    public async Task A_job_without_attempts_left_is_a_dead_letter_that_can_be_requeued()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString);

        var id = await host.Client.EnqueueAsync<ProbeJobs>(x => x.Fail(_probe.Name));
        await host.BecomesAsync(id, JobState.Dead);
        var first = await host.Monitor.GetJobAsync(id);

        Assert.Equal(1, await host.Monitor.RequeueDeadAsync("default"));
        await Eventually.IsTrueAsync(async () =>
            await host.Monitor.GetJobAsync(id) is { Job.State: JobState.Dead } job && job.Job.At > first!.Job.At, "it died again");
        Assert.Equal(1, (await host.Monitor.GetJobAsync(id))!.Job.Attempt);
    }

    [RequiresFact("redis-server")]
    public async Task A_job_that_is_to_be_deleted_after_its_last_failure_is_gone()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString);

        var id = await host.Client.EnqueueAsync<ProbeJobs>(x => x.FailAndVanish(_probe.Name));

        Assert.Equal("failing", await _probe.NextAsync());
        await host.BecomesAsync(id, null);
    }

    [RequiresFact("redis-server")]
    public async Task A_job_whose_method_is_gone_goes_to_the_dead_letters_and_blocks_nothing()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString);
        var good = JobRequest.For<ProbeJobs>(x => x.Report(_probe.Name, "next"));
        var gone = good with { Invocation = good.Invocation with { Method = "Vanished(String)" } };
        var stranger = good with { Invocation = good.Invocation with { Type = "System.Diagnostics.Process, System.Diagnostics.Process" } };

        var ids = await host.Client.CreateManyAsync([gone, stranger, good]);

        Assert.Equal("next", await _probe.NextAsync());
        await host.BecomesAsync(ids[0], JobState.Dead);
        await host.BecomesAsync(ids[1], JobState.Dead);
        Assert.Contains("no public method Vanished(String)", (await host.Monitor.GetJobAsync(ids[0]))!.Job.Error, StringComparison.Ordinal);
        Assert.Contains("not allowed", (await host.Monitor.GetJobAsync(ids[1]))!.Job.Error, StringComparison.Ordinal);
    }

    [RequiresFact("redis-server")]
    public async Task A_job_whose_record_is_damaged_goes_to_the_dead_letters_and_blocks_nothing()
    {
        await using var client = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);
        var texts = new[] { "", "nonsense", "1700000000000", "1700000000000 2 \n\n", "not a number 1\n\n\n\nType\nRun()\n[]" };
        var ids = new List<string>();
        foreach (var text in texts)
        {
            var id = await client.Client.EnqueueAsync<ProbeJobs>(x => x.Report(_probe.Name, "damaged"));
            await client.Database.StringSetAsync($"{{jobs:default}}:job:{id.Split('/')[1]}", text);
            ids.Add(id);
        }

        await client.Client.EnqueueAsync<ProbeJobs>(x => x.Report(_probe.Name, "next"));
        Assert.Equal(6, (await client.Monitor.GetQueueAsync("default")).Counts[JobState.Waiting]);
        Assert.Equal(6, (await client.Monitor.ListAsync(new JobFilter("default", JobState.Waiting))).Jobs.Count);

        await using var host = await JobHost.StartAsync(_redis.ConnectionString);

        Assert.Equal("next", await _probe.NextAsync());
        foreach (var (id, text) in ids.Zip(texts))
        {
            await host.BecomesAsync(id, JobState.Dead);
            var job = (await host.Monitor.GetJobAsync(id))!.Job;
            Assert.Contains("cannot be read", job.Error, StringComparison.Ordinal);
            Assert.Equal(("", text), (job.Invocation.Type, job.Invocation.Arguments));
        }
    }

    [RequiresFact("redis-server")]
    public async Task A_running_job_that_is_deleted_is_cancelled()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString);
        var id = await host.Client.EnqueueAsync<ProbeJobs>(x => x.HoldAsync(_probe.Name, CancellationToken.None));
        Assert.Equal("started", await _probe.NextAsync());

        Assert.True(await host.Client.DeleteAsync(id));

        Assert.Equal("cancelled", await _probe.NextAsync());
        await host.BecomesAsync(id, null);
    }

    [RequiresFact("redis-server")]
    public async Task A_job_that_runs_longer_than_its_time_out_fails_and_says_so()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString);

        var id = await host.Client.EnqueueAsync<ProbeJobs>(x => x.HoldTooLongAsync(_probe.Name, CancellationToken.None));

        await host.BecomesAsync(id, JobState.Dead);
        Assert.Contains("longer than its time-out", (await host.Monitor.GetJobAsync(id))!.Job.Error, StringComparison.Ordinal);
    }

    [RequiresFact("redis-server")]
    public async Task A_job_interrupted_by_a_shutdown_is_back_at_once_and_its_attempt_not_counted()
    {
        await using var first = await JobHost.StartAsync(_redis.ConnectionString, o => o.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        var polite = await first.Client.EnqueueAsync<ProbeJobs>(x => x.HoldAsync(_probe.Name, CancellationToken.None));
        var stubborn = await first.Client.EnqueueAsync<ProbeJobs>(x => x.HoldStubbornlyAsync(_probe.Name));
        await _probe.NextAsync(2);
        await using var observer = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);

        await first.StopAsync();

        foreach (var id in (string[])[polite, stubborn])
        {
            Assert.Equal(JobState.Waiting, await observer.StateAsync(id));
            Assert.Equal(0, (await observer.Monitor.GetJobAsync(id))!.Job.Attempt);
        }

        Assert.Equal("cancelled", await _probe.NextAsync());
        await using var second = await JobHost.StartAsync(_redis.ConnectionString);
        await _probe.NextAsync(2);
        _probe.Release();
        await second.BecomesAsync(polite, JobState.Succeeded);
        await second.BecomesAsync(stubborn, JobState.Succeeded);
    }

    [RequiresFact("redis-server")]
    public async Task Progress_and_lines_are_kept_with_the_job()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString);

        var id = await host.Client.EnqueueAsync<ProbeJobs>(x => x.Tell(_probe.Name));
        await host.BecomesAsync(id, JobState.Succeeded);

        var job = (await host.Monitor.GetJobAsync(id))!;
        Assert.Equal(100, job.Job.Progress);
        Assert.Equal(["half way", "all the way"], job.History.Where(entry => entry.Kind == "log").Select(entry => entry.Text));
    }

    [RequiresFact("redis-server")]
    public async Task A_server_that_is_stopped_twice_or_never_started_does_not_mind()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString);

        await host.StopAsync();
        await host.StopAsync();

        Assert.Empty(await (await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true)).Monitor.GetServersAsync());
    }
}
