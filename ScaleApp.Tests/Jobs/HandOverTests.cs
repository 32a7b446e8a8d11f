using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ScaleApp.Jobs;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Jobs;

/// <summary>The hand-over of new jobs to parked servers: to one that only listens, so that each step can be looked at, and to real ones.</summary>
public sealed class HandOverTests : IAsyncLifetime
{
    private const string Queue = "default", Tag = "{jobs:default}";

    private readonly Probe _probe = new();
    private readonly Channel<byte[]> _messages = Channel.CreateUnbounded<byte[]>();
    private RedisServer _redis = null!;
    private JobHost _client = null!;
    private ServerIdentity _server = null!;
    private ServerStore _store = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _client = await JobHost.StartAsync(_redis.ConnectionString, clientOnly: true);
        _server = new ServerIdentity(Options.Create(new BackgroundJobServerOptions { ServerName = "listener" }), TimeProvider.System);
        _store = new ServerStore(_client.Redis, new QueueCatalog(_client.Redis), _server);
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [RequiresFact("redis-server")]
    public async Task A_parked_server_gets_a_new_job_with_the_news_of_it()
    {
        await ParkAsync();

        var id = await EnqueueAsync();

        Assert.True(HandedJob.TryRead(await _messages.Reader.ReadAsync(), out var handed));
        Assert.Equal((0, id, 1), (handed.Generation, handed.Job.Id.ToString(), handed.Job.Attempt));
        Assert.Contains("Report", handed.Job.Record.Invocation.Method, StringComparison.Ordinal);
        Assert.Equal(JobState.Active, await _client.StateAsync(id));
        var settled = new Settlement(new RunningJob(handed.Job, 0, _ => Task.CompletedTask), Outcome.Succeeded);
        Assert.Empty((await _store.PumpAsync(Queue, 0, 1, 0, [settled], CancellationToken.None))!.Lost);
        Assert.Equal(JobState.Succeeded, await _client.StateAsync(id));
    }

    [RequiresFact("redis-server")]
    public async Task A_server_gets_one_job_for_each_time_it_parks()
    {
        await ParkAsync();

        var ids = new[] { await EnqueueAsync(), await EnqueueAsync() };

        Assert.Equal([JobState.Active, JobState.Waiting], new[] { await _client.StateAsync(ids[0]), await _client.StateAsync(ids[1]) });
        await QueueInspection.EveryJobIsInOnePlaceAsync(_client.Redis);
    }

    [RequiresFact("redis-server")]
    public async Task A_job_whose_news_did_not_arrive_goes_back_with_its_attempt_not_counted()
    {
        await ParkAsync();
        var id = await EnqueueAsync();

        Assert.Equal(1, await _store.RecoverAsync(Queue, 1, [], CancellationToken.None));

        var job = (await _client.Monitor.GetJobAsync(id))!.Job;
        Assert.Equal((JobState.Waiting, 0), (job.State, job.Attempt));
    }

    [RequiresFact("redis-server")]
    public async Task A_server_that_leaves_gives_back_what_it_was_handed_and_did_not_hear_of()
    {
        await ParkAsync();
        var id = await EnqueueAsync();

        await _store.LeaveAsync(Queue, [], CancellationToken.None);

        Assert.Equal(JobState.Waiting, await _client.StateAsync(id));
        Assert.Empty(await _client.Monitor.GetServersAsync());
    }

    [RequiresFact("redis-server")]
    public async Task A_server_that_parked_long_ago_is_only_woken()
    {
        await ParkAsync();
        await _client.Database.SortedSetIncrementAsync($"{Tag}:idle", _server.Id, -60_000);

        Assert.Equal(JobState.Waiting, await _client.StateAsync(await EnqueueAsync()));
        Assert.Equal(Queue, Encoding.UTF8.GetString(await _messages.Reader.ReadAsync()));
    }

    [RequiresFact("redis-server")]
    public async Task Nothing_is_handed_over_to_a_server_without_a_lease_or_that_nobody_listens_for()
    {
        await _store.PumpAsync(Queue, 0, 1, 0, [], CancellationToken.None);
        Assert.Equal(JobState.Waiting, await _client.StateAsync(await EnqueueAsync()));

        await _store.HeartbeatAsync(Queue, [], CancellationToken.None);
        await _client.Database.KeyDeleteAsync($"{Tag}:wait:1");
        await _store.PumpAsync(Queue, 0, 1, 0, [], CancellationToken.None);
        Assert.Equal(JobState.Waiting, await _client.StateAsync(await EnqueueAsync()));
    }

    [RequiresFact("redis-server")]
    public async Task Jobs_that_must_be_counted_or_wait_their_turn_are_not_handed_over()
    {
        await ParkAsync();
        await _client.Monitor.PauseAsync(Queue);
        await ParkAsync();
        Assert.Equal(JobState.Waiting, await _client.StateAsync(await EnqueueAsync()));
        await _client.Monitor.ResumeAsync(Queue);

        // One waits already.
        await _client.Database.SortedSetAddAsync($"{Tag}:idle", _server.Id, await NowAsync());
        Assert.Equal(JobState.Waiting, await _client.StateAsync(await EnqueueAsync()));

        await _client.Database.KeyDeleteAsync($"{Tag}:wait:1");
        await _client.Database.SortedSetAddAsync($"{Tag}:idle", _server.Id, await NowAsync());
        var limited = await _client.Client.CreateAsync(Report() with { ConcurrencyKey = "key" });
        Assert.Equal(JobState.Waiting, await _client.StateAsync(limited));
    }

    [RequiresFact("redis-server")]
    public async Task A_server_that_has_filled_up_meanwhile_gives_a_job_back_and_runs_it_later()
    {
        await using var host = await JobHost.StartAsync(_redis.ConnectionString, o => o.WorkerCount = 1);
        await host.Client.EnqueueAsync<ProbeJobs>(x => x.HoldAsync(_probe.Name, CancellationToken.None));
        Assert.Equal("started", await _probe.NextAsync());
        var server = host.Services.GetRequiredService<ServerIdentity>().Id;
        await Eventually.IsTrueAsync(async () => (await host.Monitor.GetServersAsync()).Count == 1, "the server has a lease");
        await Eventually.IsTrueAsync(async () => await host.Database.PublishAsync(StackExchange.Redis.RedisChannel.Literal(JobKeys.WakeChannel + server), Queue) == 1, "the server listens");
        await host.Database.SortedSetAddAsync($"{Tag}:idle", server, await NowAsync());

        var id = await EnqueueAsync();

        await host.BecomesAsync(id, JobState.Waiting);
        Assert.True(await host.Database.KeyExistsAsync(new JobKeys(Queue).Run(id.Split('/')[1])), "it was handed over, or it would have no run");
        _probe.Release();
        Assert.Equal(["released", "ran"], await _probe.NextAsync(2));
        Assert.Equal(1, (await host.Monitor.GetJobAsync(id))!.Job.Attempt);
    }

    [Fact]
    public void A_job_that_was_handed_to_an_older_generation_is_not_started()
    {
        var line = new QueueLine(Queue);
        var record = JobRecord.Read(Encoding.UTF8.GetBytes("1700000000000 1\n\n\n\nType, Assembly\nRun()\n[]"));
        var job = TakenJob.First(new JobId(Queue, "a"), "1700000000000000", record);
        line.NextGeneration();

        line.Add(new HandedJob(0, job));
        Assert.False(line.TryTakeHanded(out _));
        line.Add(new HandedJob(1, job));
        Assert.True(line.TryTakeHanded(out var taken));
        Assert.Same(job, taken);
    }

    /// <summary>What a real server does at its start: listen, send a heartbeat, and find that nothing waits.</summary>
    private async Task ParkAsync()
    {
        await _client.Redis.SubscribeAsync(
            StackExchange.Redis.RedisChannel.Literal(JobKeys.WakeChannel + _server.Id), (_, message) => _messages.Writer.TryWrite(message!), CancellationToken.None);
        await _store.HeartbeatAsync(Queue, [], CancellationToken.None);
        await _store.PumpAsync(Queue, 0, 1, 0, [], CancellationToken.None);
    }

    private async Task<long> NowAsync()
    {
        var time = (StackExchange.Redis.RedisResult[])(await _client.Database.ExecuteAsync("TIME"))!;
        return ((long)time[0] * 1000) + ((long)time[1] / 1000);
    }

    private Task<string> EnqueueAsync() => _client.Client.CreateAsync(Report());

    private JobRequest Report() => JobRequest.For<ProbeJobs>(x => x.Report(_probe.Name, "ran"));
}
