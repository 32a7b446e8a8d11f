using System.Collections.Immutable;
using ScaleApp.Dashboard.Live;
using ScaleApp.Jobs;
using ScaleApp.Redis;

namespace ScaleApp.Dashboard.Jobs;

/// <summary>Looks at the queues every two seconds and remembers ten minutes of how many jobs came and went.</summary>
internal sealed partial class JobThroughput(
    IJobMonitor monitor, IRedisConnection redis, LiveChanges changes, TimeProvider time, ILogger<JobThroughput> logger) : BackgroundService
{
    private const int MostSamples = 300;

    /// <summary>Queues with a course of their own; all of them are in the whole.</summary>
    private const int MostQueues = 100;

    // No queue has this name.
    private const string Whole = "";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private ImmutableDictionary<string, ImmutableList<ThroughputSample>> _courses = ImmutableDictionary<string, ImmutableList<ThroughputSample>>.Empty;
    private (IReadOnlyDictionary<string, QueueStatistics> Queues, long At)? _before;

    /// <summary>Of one queue, or of all together (null); oldest first.</summary>
    public IReadOnlyList<ThroughputSample> Of(string? queue) => Volatile.Read(ref _courses).GetValueOrDefault(queue ?? Whole) ?? [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await redis.WaitUntilConnectedAsync(stoppingToken);
                Add(await monitor.GetQueuesAsync(stoppingToken));
                changes.Raise(LiveTopics.Jobs);
            }
            catch (Exception error) when (error is RedisUnavailableException or StackExchange.Redis.RedisServerException)
            {
                // A gap in the course; what was counted meanwhile is in the next sample.
                LogNotRead(error);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Add(IReadOnlyList<QueueStatistics> queues)
    {
        var now = time.GetTimestamp();
        if (_before is { } before && time.GetElapsedTime(before.At, now).TotalSeconds is > 0 and var seconds)
        {
            var at = time.GetUtcNow();
            var samples = queues.ToDictionary(
                queue => queue.Name, queue => Sample(queue.Events, before.Queues.GetValueOrDefault(queue.Name)?.Events, at, seconds));
            var whole = samples.Values.Aggregate(new ThroughputSample(at, 0, 0, 0), static (sum, one) => sum.Plus(one));

            // A queue that is gone takes its course along.
            Volatile.Write(ref _courses, samples.Take(MostQueues).Append(new(Whole, whole))
                .ToImmutableDictionary(sample => sample.Key, sample => After(_courses.GetValueOrDefault(sample.Key) ?? [], sample.Value)));
        }

        _before = (queues.ToDictionary(queue => queue.Name), now);
    }

    private static ThroughputSample Sample(
        IReadOnlyDictionary<string, long> counts, IReadOnlyDictionary<string, long>? before, DateTimeOffset at, double seconds)
    {
        // Counters that fell were deleted along with their Redis: they begin anew.
        double Rate(string name) => Math.Max(0, counts.GetValueOrDefault(name) - (before?.GetValueOrDefault(name) ?? 0)) / seconds;

        return new(at, Rate("enqueued"), Rate("succeeded"), Rate("failed"));
    }

    private static ImmutableList<ThroughputSample> After(ImmutableList<ThroughputSample> course, ThroughputSample sample)
    {
        var longer = course.Add(sample);
        return longer.Count > MostSamples ? longer.RemoveAt(0) : longer;
    }

    [LoggerMessage(1410, LogLevel.Debug, "The queues could not be read, trying again")]
    private partial void LogNotRead(Exception error);
}

/// <summary>Jobs a second, over two seconds.</summary>
public sealed record ThroughputSample(DateTimeOffset At, double Enqueued, double Succeeded, double Failed)
{
    internal ThroughputSample Plus(ThroughputSample other) =>
        this with { Enqueued = Enqueued + other.Enqueued, Succeeded = Succeeded + other.Succeeded, Failed = Failed + other.Failed };
}
