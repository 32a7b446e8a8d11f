using System.Diagnostics;
using ScaleApp.Jobs;
using ScaleApp.Redis;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Jobs;

[Trait("Category", "Chaos")]
public sealed class RedisChaosTests
{
    [RequiresFact("redis-server")]
    public Task Jobs_survive_a_restart_of_Redis_with_its_append_only_file() => SurvivesAsync(redis => redis.RestartAsync());

    [RequiresFact("redis-server")]
    public Task Jobs_survive_the_loss_of_every_connection() => SurvivesAsync(async redis =>
    {
        for (var i = 0; i < 5; i++)
        {
            await redis.CommandAsync("CLIENT", "KILL", "TYPE", "normal");
            await redis.CommandAsync("CLIENT", "KILL", "TYPE", "pubsub");
        }
    });

    [RequiresFact("redis-server")]
    public Task Jobs_survive_a_Redis_that_forgot_every_script() => SurvivesAsync(redis => redis.CommandAsync("SCRIPT", "FLUSH"));

    [RequiresFact("redis-server")]
    public Task Jobs_survive_a_Redis_that_was_stopped_for_seconds() => SurvivesAsync(redis => StopAsync(redis, 4));

    [RequiresFact("redis-server")]
    public Task Jobs_survive_a_Redis_that_was_stopped_for_longer_than_a_lease() => SurvivesAsync(redis => StopAsync(redis, 20));

    private static async Task StopAsync(RedisServer redis, int seconds)
    {
        // The time is the fault itself, not a wait for something.
        redis.Stop();
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        redis.Continue();
    }

    /// <summary>Jobs are created before, during and after the fault; each must succeed, and work must go on within two seconds.</summary>
    private static async Task SurvivesAsync(Func<RedisServer, Task> fault)
    {
        await using var redis = await RedisServer.StartAsync(appendOnly: true);
        await using var first = await JobHost.StartAsync(redis.ConnectionString);
        await using var second = await JobHost.StartAsync(redis.ConnectionString);
        using var enough = new CancellationTokenSource();
        var feeding = FeedAsync(first.Client, enough.Token);
        await Eventually.IsTrueAsync(async () => await SucceededAsync(second) > 200, "jobs run");

        await fault(redis);
        var clock = Stopwatch.StartNew();
        await second.Redis.WaitUntilConnectedAsync(CancellationToken.None);
        var before = await RetryAsync(() => SucceededAsync(second));
        await Eventually.IsTrueAsync(() => RetryAsync(async () => await SucceededAsync(second) > before), "jobs run again");
        var resumed = clock.Elapsed;

        await enough.CancelAsync();
        var created = await feeding;
        await Eventually.IsTrueAsync(async () => await SucceededAsync(second) == created, $"all of {created} jobs succeeded");
        await QueueInspection.EveryJobIsInOnePlaceAsync(second.Redis);
        Assert.Equal(created, await second.Database.HashLengthAsync(ChaosJobs.Effects));
        Assert.InRange(resumed.TotalSeconds, 0, 2);
    }

    private static async Task<int> FeedAsync(IBackgroundJobClient client, CancellationToken enough)
    {
        var number = 0;
        for (; !enough.IsCancellationRequested && number < 500_000; number += 10)
        {
            JobRequest[] jobs = [.. Enumerable.Range(number, 10).Select(i =>
                JobRequest.For<ChaosJobs>(x => x.CountAsync(i, CancellationToken.None)) with { Id = $"{i}" })];
            // The ids make the repetition safe: a creation that happened though it failed is not done twice.
            await RetryAsync(() => client.CreateManyAsync(jobs, CancellationToken.None));
        }

        return number;
    }

    private static async Task<T> RetryAsync<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (RedisUnavailableException)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<long> SucceededAsync(JobHost host) =>
        (await host.Monitor.GetQueueAsync("default")).Events.GetValueOrDefault("succeeded");
}
