using ScaleApp.Tests.Worker.Email;

namespace ScaleApp.Tests.Worker.Digests;

/// <summary>Real workers over one Redis and one database, killed and stopped while a digest is due every two seconds.</summary>
[Trait("Category", "Chaos")]
public sealed class DigestChaosTests() : TestWithServers("redis-server", "postgres")
{
    // One round for each kind of harm.
    private const int Rounds = 3, Parallelism = 8;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    private DigestFixture _digest = null!;
    private SmtpSink _mails = null!;
    private RedisServer _redis = null!;
    private JobStorageKind _storage = JobStorageKind.Redis;
    private int _kills;

    private protected override async Task StartAsync()
    {
        _redis = await OwnAsync(RedisServer.StartAsync(appendOnly: true));
        _digest = await OwnAsync(DigestFixture.CreateAsync());
        _mails = await OwnAsync(Task.FromResult(new SmtpSink()));
    }

    [RequiresFact("redis-server", "postgres")]
    public Task Digests_reach_each_subscriber_once_despite_worker_crashes_and_pauses() => TortureAsync(HarmWorkersAsync);

    [RequiresFact("redis-server", "postgres")]
    public async Task Digests_reach_each_subscriber_once_with_jobs_in_PostgreSQL()
    {
        await JobTables.InstallAsync(_digest.Database.ConnectionString);
        _storage = JobStorageKind.PostgreSQL;

        await TortureAsync(HarmWorkersAsync);
    }

    private async Task HarmWorkersAsync(List<TestProgram> workers, int round)
    {
        if (round == 2)
        {
            // Longer than every time-out: the others take over, and this one ends when it resumes.
            workers[round].Signal(Signals.Stop);
            await ElapsedAsync(TimeSpan.FromSeconds(7));
            workers[round].Signal(Signals.Continue);
        }
        else
        {
            workers[round].Kill();
        }

        _kills++;
        await workers[round].WaitForExitAsync();
        await workers[round].DisposeAsync();
        workers[round] = await StartWorkerAsync();
    }

    [RequiresFact("redis-server", "postgres")]
    public Task Digests_reach_each_subscriber_once_despite_Redis_restarts_and_flushes() => TortureAsync(async (_, round) =>
    {
        switch (round)
        {
            case 0:
                await _redis.RestartAsync();
                break;
            case 1:
                await _redis.CommandAsync("CLIENT", "KILL", "TYPE", "normal");
                break;
            default:
                await _redis.CommandAsync("FLUSHALL");
                break;
        }
    });

    private async Task TortureAsync(Func<List<TestProgram>, int, Task> harm)
    {
        List<TestProgram> workers = [.. await Task.WhenAll(StartWorkerAsync(), StartWorkerAsync(), StartWorkerAsync())];
        try
        {
            await Eventually.IsTrueAsync(async () => (await RunsAsync()).Count > 0, "the first digest is planned", TimeSpan.FromSeconds(60));
            for (var round = 0; round < Rounds; round++)
            {
                await ElapsedAsync(TimeSpan.FromSeconds(4));
                await harm(workers, round);
            }

            var last = (await RunsAsync()).Keys.Max();
            await Eventually.IsTrueAsync(async () => (await RunsAsync()).Where(run => run.Key <= last).All(run => run.Value),
                "all digests are complete", TimeSpan.FromSeconds(120));
            AssertOnce((await RunsAsync()).Keys.Where(run => run <= last).Order().ToArray());
        }
        finally
        {
            foreach (var worker in workers)
            {
                await worker.DisposeAsync();
            }
        }
    }

    private void AssertOnce(DateTimeOffset[] runs)
    {
        // The runs are two seconds apart, so none is missing.
        Assert.All(runs.Zip(runs.Skip(1)), pair => Assert.Equal(Step, pair.Second - pair.First));
        var stamps = runs.Select(run => run.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)).ToHashSet();
        var mails = _mails.Mails.Select(mail => mail.MessageId ?? "").Where(id => stamps.Contains(id.Split('.')[1])).ToArray();
        Assert.Equal(runs.Length * DigestFixture.Subscribers, mails.Distinct().Count());
        Assert.InRange(mails.Length - mails.Distinct().Count(), 0, _kills * Parallelism);
    }

    private async Task<TestProgram> StartWorkerAsync()
    {
        var worker = TestProgram.Start(WorkerPrograms.Worker,
            "--urls=http://127.0.0.1:0", $"--ConnectionStrings:redis={_redis.ConnectionString}", $"--ConnectionStrings:shopdb={_digest.Database.ConnectionString}",
            "--Email:Smtp:Host=127.0.0.1", $"--Email:Smtp:Port={_mails.Port}", "--Email:Smtp:Security=None",
            "--DailyDigest:Cron=*/2 * * * * *", "--DailyDigest:CatchUp=All", "--DailyDigest:ClaimLifetime=00:00:08", "--DailyDigest:ChunkSize=10",
            "--DailyDigest:ReconcileAfter=00:00:05", "--DailyDigest:ReconciliationCron=*/2 * * * * *", $"--DailyDigest:Parallelism={Parallelism}",
            "--Jobs:HeartbeatInterval=00:00:01", "--Jobs:ServerTimeout=00:00:03", "--Jobs:ServerCheckInterval=00:00:01", "--Jobs:WatchInterval=00:00:01",
            "--Jobs:FetchedTimeout=00:00:03", "--Jobs:LongestPause=00:00:05", "--Jobs:RegistrationInterval=00:00:02", "--Logging:LogLevel:Default=Warning",
            "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information", $"--Jobs:Storage={_storage}");
        await worker.WaitForLineAsync(line => line.Contains("Now listening on", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        return worker;
    }

    private async Task<Dictionary<DateTimeOffset, bool>> RunsAsync()
    {
        await using var shop = _digest.Database.Context();
        return await shop.DigestRuns.ToDictionaryAsync(run => run.Occurrence, run => run.CompletedAt is not null);
    }

    private static Task ElapsedAsync(TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        return Eventually.IsTrueAsync(() => watch.Elapsed > time, "time passes", time + TimeSpan.FromSeconds(10));
    }
}
