using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ScaleApp.Data;
using ScaleApp.Jobs;
using ScaleApp.Redis;
using ScaleApp.Tests.Support;
using Xunit.Abstractions;

namespace ScaleApp.Tests.Jobs.Recurring;

public class RecurringChaosTests(RedisServer redis, ShopDatabase database, ITestOutputHelper output)
    : IClassFixture<RedisServer>, IClassFixture<ShopDatabase>
{
    private const int Workers = 5, Definitions = 200, StopSignal = 19, ContinueSignal = 18;
    private const string Queue = "chaos";

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    /// <summary>How long workers are killed: SCALEAPP_CHAOS_SECONDS, else 15 s. The figures of the documentation are from 60 s.</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("SCALEAPP_CHAOS_SECONDS"), out var seconds) ? seconds : 15);

    [TestProgram("recurring-worker")]
    internal static async Task<int> WorkAsync(string[] args, CancellationToken stopping)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddRedisConnection(options => options.ConnectionString = args[0]);
        builder.Services.AddDbContextPool<ShopContext>(options => options.UseNpgsql(args[1] + ";Maximum Pool Size=8").UseShopConventions());
        builder.AddJobServer(options =>
        {
            options.Queues = [Queue];
            options.WorkerCount = 8;
            options.Lease = Lease;
            // However unlucky a job is, it must end, and how often its workers were lost is asked at the end.
            options.MaxCrashes = 1000;
            options.MaxSucceededJobs = 100_000;
            options.AllowedTypes.Add(typeof(ChaosEffects));
        });
        using var host = builder.Build();
        await host.StartAsync(stopping);
        Console.WriteLine("ready");
        await host.WaitForShutdownAsync(stopping);
        return 0;
    }

    [RequiresFact("redis-server", "postgres")]
    [Trait("Category", "Chaos")]
    public async Task Every_occurrence_is_enqueued_once_and_has_its_effect_once_while_workers_are_killed_and_stopped()
    {
        await using (var create = database.Source.CreateCommand(ChaosEffects.Table))
        {
            await create.ExecuteNonQueryAsync();
        }

        await using var client = await RecurringWorker.StartAsync(redis.ConnectionString, fires: false);
        await Task.WhenAll(Enumerable.Range(0, Definitions).Select(i => client.Manager.AddOrUpdateAsync<ChaosEffects>(
            $"chaos-{i}", Queue, effects => effects.RecordAsync(CancellationToken.None), "* * * * * *")));

        await using var workers = new WorkerSet(redis.ConnectionString, database.ConnectionString);
        await workers.HarassAsync(Duration);
        await Task.WhenAll(Enumerable.Range(0, Definitions).Select(i => client.Manager.RemoveIfExistsAsync($"chaos-{i}")));

        var enqueued = (long)await client.Redis.ExecuteAsync(db => db.HashGetAsync(new JobKeys(Queue).Counters, "enqueued"), default);
        await Eventually.IsAsync(() => database.ScalarAsync<long>("SELECT count(*) FROM job_effects"), done => done >= enqueued,
            $"the effects of {enqueued} occurrences", TimeSpan.FromSeconds(40));

        var effects = await EffectsAsync();
        Assert.Equal(enqueued, effects.Count);
        Assert.Equal(Definitions, effects.Select(effect => effect.Run.Id).Distinct().Count());
        Run.AssertOnceEachSecond(effects.Select(effect => effect.Run));
        Assert.InRange(enqueued, Definitions * (long)(Duration.TotalSeconds * 0.8), long.MaxValue);

        var stranded = Stranded(effects);
        output.WriteLine($"{enqueued} occurrences, {workers.Killed} workers killed, {workers.Stopped} stopped; longest wait "
            + $"{effects.Max(effect => effect.Wait).TotalSeconds:0.0} s, beyond that of its neighbours {stranded.Max(run => run.Beyond).TotalSeconds:0.0} s");
        foreach (var (run, beyond, usual) in stranded.Where(run => run.Beyond > Lease))
        {
            // For every worker that was lost with it a lease, and the wait of its neighbours once more; the look for such jobs within a
            // second after it, and a busy machine.
            var went = JobRun.Read(await client.Redis.ExecuteAsync(
                db => db.StringGetAsync(new JobKeys(Queue).Run($"{run.Id}:{run.Occurrence}")), default));
            Assert.InRange(beyond, TimeSpan.Zero, ((Lease + usual) * Math.Max(1, went.Crashes)) + TimeSpan.FromSeconds(4));
        }
    }

    /// <summary>
    /// How much longer each run waited than the others of its second. On a machine that is too busy for the work all wait; a run that was
    /// left behind waits longer than its neighbours, and that is what a lease bounds.
    /// </summary>
    private static List<(Run Run, TimeSpan Beyond, TimeSpan Usual)> Stranded(List<(Run Run, TimeSpan Wait)> effects) =>
    [
        .. effects.GroupBy(effect => effect.Run.Occurrence).SelectMany(second =>
        {
            var usual = second.Select(effect => effect.Wait).Order().ElementAt(second.Count() / 2);
            return second.Select(effect => (effect.Run, effect.Wait - usual, usual));
        }),
    ];

    private async Task<List<(Run Run, TimeSpan Wait)>> EffectsAsync()
    {
        var effects = new List<(Run, TimeSpan)>();
        await using var command = database.Source.CreateCommand("SELECT key, done_at FROM job_effects");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var run = Run.Parse(reader.GetString(0)[(Queue.Length + 1)..]);
            effects.Add((run, reader.GetFieldValue<DateTimeOffset>(1) - DateTimeOffset.FromUnixTimeMilliseconds(run.Occurrence)));
        }

        return effects;
    }

    /// <summary>Worker processes of which one is killed every second and another one stopped for a while.</summary>
    private sealed class WorkerSet(string redis, string database) : IAsyncDisposable
    {
        private readonly List<TestProgram> _running = [];
        private readonly Random _random = new(20261121);

        public int Killed { get; private set; }

        public int Stopped { get; private set; }

        public async Task HarassAsync(TimeSpan duration)
        {
            while (_running.Count < Workers)
            {
                _running.Add(TestProgram.Start("recurring-worker", redis, database));
            }

            await Task.WhenAll(_running.Select(worker => worker.WaitForLineAsync(line => line == "ready")));

            var watch = Stopwatch.StartNew();
            using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
            while (watch.Elapsed < duration && await second.WaitForNextTickAsync())
            {
                await ReplaceOneAsync();
                var stopped = _running[_random.Next(Workers)].Id;
                Signal(stopped, StopSignal);
                Stopped++;
                await second.WaitForNextTickAsync();
                Signal(stopped, ContinueSignal);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var worker in _running)
            {
                await worker.DisposeAsync();
            }
        }

        private async Task ReplaceOneAsync()
        {
            var at = _random.Next(Workers);
            _running[at].Kill();
            await _running[at].DisposeAsync();
            _running[at] = TestProgram.Start("recurring-worker", redis, database);
            Killed++;
        }

        private static void Signal(int process, int signal) => Assert.Equal(0, Kill(process, signal));

        [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int Kill(int processId, int signal);
    }
}
