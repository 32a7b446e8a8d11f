using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ScaleApp.Jobs;
using ScaleApp.Jobs.Recurring;
using ScaleApp.Redis;

namespace ScaleApp.Tests.Jobs.Recurring;

/// <summary>A worker that does nothing but fire recurring jobs, with a connection of its own.</summary>
internal sealed class RecurringWorker : IAsyncDisposable
{
    private readonly IHost _host;

    private RecurringWorker(IHost host) => _host = host;

    public IRecurringJobManager Manager => _host.Services.GetRequiredService<IRecurringJobManager>();

    public IRedisConnection Redis => _host.Services.GetRequiredService<IRedisConnection>();

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public static async Task<RecurringWorker> StartAsync(string connectionString, TimeProvider? time = null,
        Action<RecurringSchedulerOptions>? configure = null, bool fires = true)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddRedisConnection(options => options.ConnectionString = connectionString);
        if (fires)
        {
            builder.Services.AddRecurringScheduler().Configure<RecurringSchedulerOptions>(options => configure?.Invoke(options));
        }
        else
        {
            builder.Services.AddRecurringJobManager();
        }

        var host = builder.Build();
        await host.StartAsync();
        var worker = new RecurringWorker(host);
        await worker.Redis.WaitUntilConnectedAsync(default);
        return worker;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        var redis = Redis;
        _host.Dispose();
        await redis.DisposeAsync();
    }

    /// <summary>The runs that wait in a queue, as id of the recurring job and occurrence, in the order they were put in.</summary>
    public async Task<IReadOnlyList<Run>> RunsAsync(string queue)
    {
        var ids = await Redis.ExecuteAsync(db => db.ListRangeAsync(new JobKeys(queue).Wait(JobPriority.Normal)), default);
        return [.. ids.Reverse().Select(id => Run.Parse(id!))];
    }
}

/// <summary>One enqueued occurrence.</summary>
internal readonly record struct Run(string Id, long Occurrence)
{
    public static Run Parse(string id)
    {
        var colon = id.LastIndexOf(':');
        return new Run(id[..colon], long.Parse(id[(colon + 1)..]));
    }

    /// <summary>Fails unless each recurring job has exactly one run for every second from its first run to its last.</summary>
    public static void AssertOnceEachSecond(IEnumerable<Run> runs)
    {
        foreach (var job in runs.GroupBy(run => run.Id))
        {
            var occurrences = job.Select(run => run.Occurrence / 1000).ToList();
            var expected = Enumerable.Range(0, (int)(occurrences.Max() - occurrences.Min()) + 1).Select(i => occurrences.Min() + i);
            Assert.Equal(expected, occurrences.Order());
        }
    }
}
