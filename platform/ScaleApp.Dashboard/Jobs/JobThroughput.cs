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

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private ImmutableList<ThroughputSample> _samples = [];
    private (Dictionary<string, long> Counts, long At)? _before;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<ThroughputSample> Samples => Volatile.Read(ref _samples);

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
        var counts = queues.SelectMany(queue => queue.Events).GroupBy(counted => counted.Key, counted => counted.Value)
            .ToDictionary(group => group.Key, group => group.Sum());
        if (_before is { } before && time.GetElapsedTime(before.At, now).TotalSeconds is > 0 and var seconds)
        {
            // Counters that fell were deleted along with their Redis: they begin anew.
            double Rate(string name) => Math.Max(0, counts.GetValueOrDefault(name) - before.Counts.GetValueOrDefault(name)) / seconds;

            var samples = _samples.Add(new(time.GetUtcNow(), Rate("enqueued"), Rate("succeeded"), Rate("failed")));
            Volatile.Write(ref _samples, samples.Count > MostSamples ? samples.RemoveAt(0) : samples);
        }

        _before = (counts, now);
    }

    [LoggerMessage(1410, LogLevel.Debug, "The queues could not be read, trying again")]
    private partial void LogNotRead(Exception error);
}

/// <summary>Jobs a second, over two seconds.</summary>
public sealed record ThroughputSample(DateTimeOffset At, double Enqueued, double Succeeded, double Failed);
