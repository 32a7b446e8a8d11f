using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ScaleApp.Jobs;
using ScaleApp.Redis;

namespace ScaleApp.Bench.Jobs;

/// <summary>Our side of a scenario, in a process of its own, step by step what <c>bench/peers/jobs.js</c> does.</summary>
internal sealed class Contender(string redis, Scenario scenario)
{
    private const string Queue = "bench", WarmQueue = "warm";
    private const int WarmUp = 10_000;

    // So long it takes until the runtime has compiled for good what a creation, or a job that comes alone, goes through.
    private static readonly TimeSpan Compiling = TimeSpan.FromSeconds(3);

    private readonly string _pad = new('x', scenario.Pad);

    public Task<Outcome> RunAsync(CancellationToken ct) => scenario.Name switch
    {
        "enqueue" => TimedAsync(OneByOneAsync, Compiling, ct),
        "bulk" => TimedAsync(InBulkAsync, Compiling, ct),
        "fill" => TimedAsync(InBulkAsync, TimeSpan.Zero, ct),
        "work" => WorkAsync(ct),
        "idle" => IdleAsync(ct),
        var other => throw new ArgumentException($"There is no scenario '{other}'."),
    };

    private async Task<Outcome> TimedAsync(
        Func<IBackgroundJobClient, string, int, CancellationToken, Task> add, TimeSpan warmUp, CancellationToken ct)
    {
        using var host = await StartAsync(null, ct);
        var client = host.Services.GetRequiredService<IBackgroundJobClient>();
        var warmed = 0;
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < warmUp; warmed += WarmUp)
        {
            await add(client, WarmQueue, WarmUp, ct);
        }

        var (started, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await add(client, Queue, scenario.Jobs, ct);
        return new Outcome
        {
            PerSecond = scenario.Jobs / Stopwatch.GetElapsedTime(started).TotalSeconds,
            Count = warmed + scenario.Jobs,
            Cpu = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds,
        };
    }

    private async Task OneByOneAsync(IBackgroundJobClient client, string queue, int count, CancellationToken ct)
    {
        var sent = 0;
        await LanesAsync(100, async () =>
        {
            int n;
            while ((n = Interlocked.Increment(ref sent) - 1) < count)
            {
                await client.EnqueueAsync<NoopJob>(queue, job => job.RunAsync(n, _pad), ct);
            }
        });
    }

    private async Task InBulkAsync(IBackgroundJobClient client, string queue, int count, CancellationToken ct)
    {
        var sent = 0;
        await LanesAsync(4, async () =>
        {
            int first;
            while ((first = Interlocked.Add(ref sent, 100) - 100) < count)
            {
                await client.EnqueueManyAsync<NoopJob, int>(
                    queue, Enumerable.Range(first, Math.Min(100, count - first)), (job, n) => job.RunAsync(n, _pad), ct);
            }
        });
    }

    private async Task<Outcome> WorkAsync(CancellationToken ct)
    {
        using (var client = await StartAsync(null, ct))
        {
            await InBulkAsync(client.Services.GetRequiredService<IBackgroundJobClient>(), WarmQueue, WarmUp, ct);
        }

        await DrainAsync(WarmQueue, WarmUp, ct);
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync(ct);
        var tally = await DrainAsync(Queue, scenario.Limit == 0 ? int.MaxValue : scenario.Limit, ct);
        return new Outcome
        {
            Count = tally.Count,
            First = UnixMilliseconds(tally.First),
            Last = UnixMilliseconds(tally.Last),
            Cpu = (Environment.CpuUsage.TotalTime - tally.CpuAtFirst).TotalMicroseconds,
        };
    }

    private async Task<Tally> DrainAsync(string queue, int most, CancellationToken ct)
    {
        var tally = NoopJob.Count(most);
        using var host = await StartAsync(queue, ct);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var earliest = Stopwatch.GetTimestamp() + (Stopwatch.Frequency * 3 / 2);

        // Nothing for half a second, after something was done or a while was waited: nothing is left.
        while (!tally.IsFull && Stopwatch.GetElapsedTime(Math.Max(tally.Last, earliest)).TotalMilliseconds < 500)
        {
            await timer.WaitForNextTickAsync(ct);
        }

        await host.StopAsync(ct);
        return tally;
    }

    private async Task<Outcome> IdleAsync(CancellationToken ct)
    {
        const int rounds = 1000;
        var waits = NoopJob.CollectWaits();
        using var host = await StartAsync(Queue, ct, workers: 1);
        var client = host.Services.GetRequiredService<IBackgroundJobClient>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var warming = 0;
        await LanesAsync(100, async () =>
        {
            while (Interlocked.Increment(ref warming) <= WarmUp)
            {
                await EnqueueAsync();
            }
        });
        await UntilAsync(WarmUp);
        // They came together. The way of a job that comes alone is another.
        using var often = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        var alone = 0;
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < Compiling; alone++)
        {
            await EnqueueAsync();
            await often.WaitForNextTickAsync(ct);
        }

        for (var i = 0; i < rounds; i++)
        {
            await EnqueueAsync();
            await timer.WaitForNextTickAsync(ct);
        }

        await UntilAsync(WarmUp + alone + rounds);
        await host.StopAsync(ct);
        var sorted = waits.Skip(WarmUp + alone).Order().ToArray();
        return new Outcome { P50 = At(0.5), P99 = At(0.99) };

        double At(double p) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * p))];

        Task EnqueueAsync() => client.EnqueueAsync<NoopJob>(Queue, job => job.WaitAsync(Stopwatch.GetTimestamp(), _pad), ct);

        async Task UntilAsync(int count)
        {
            while (CountOf(waits) < count)
            {
                await timer.WaitForNextTickAsync(ct);
            }
        }
    }

    private static int CountOf(List<double> waits)
    {
        lock (waits)
        {
            return waits.Count;
        }
    }

    private async Task<IHost> StartAsync(string? queue, CancellationToken ct, int? workers = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRedisConnection(options => options.ConnectionString = redis);
        if (queue is null)
        {
            builder.AddJobClient();
        }
        else
        {
            builder.AddJobServer(options =>
            {
                options.Queues = [queue];
                options.WorkerCount = workers ?? scenario.Concurrency;
                options.MaxSucceededJobs = scenario.History;
            });
        }

        var host = builder.Build();
        await host.StartAsync(ct);
        await host.Services.GetRequiredService<IRedisConnection>().WaitUntilConnectedAsync(ct);
        return host;
    }

    private static Task LanesAsync(int count, Func<Task> lane) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(lane)));

    private static double UnixMilliseconds(long timestamp) =>
        (TimeProvider.System.GetUtcNow() - Stopwatch.GetElapsedTime(timestamp) - DateTimeOffset.UnixEpoch).TotalMilliseconds;
}
