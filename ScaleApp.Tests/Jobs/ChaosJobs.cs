using Microsoft.Extensions.Logging;
using ScaleApp.Jobs;
using ScaleApp.Redis;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Jobs;

/// <summary>Jobs whose effect is a number in Redis, for workers that are other processes.</summary>
public sealed class ChaosJobs(IRedisConnection redis, IJobContext context)
{
    /// <summary>Hash: number of the job to how often it had its effect.</summary>
    public const string Effects = "effects";

    /// <summary>List: what jobs that hold tell.</summary>
    public const string Told = "told";

    [AutomaticRetry(DelaysInSeconds = [0])]
    public Task CountAsync(int number, CancellationToken ct) =>
        redis.ExecuteAsync(database => database.HashIncrementAsync(Effects, number), ct);

    /// <summary>Keeps its thread, as synchronous code does that waits for something.</summary>
    public static void Block(int milliseconds)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(milliseconds);
    }

    /// <summary>The first attempt never ends by itself; the others end at once.</summary>
    public async Task HoldFirstAsync(CancellationToken ct)
    {
        await redis.ExecuteAsync(database => database.ListRightPushAsync(Told, $"attempt {context.Attempt}"), ct);
        if (context.Attempt > 1)
        {
            return;
        }

        var cancelled = new TaskCompletionSource();
        await using (ct.Register(cancelled.SetResult))
        {
            await cancelled.Task;
        }

        await TellAsync("cancelled");
    }

    /// <summary>Also when the process was stopped for so long that its link to Redis is given up just now.</summary>
    private async Task TellAsync(string text)
    {
        while (true)
        {
            try
            {
                await redis.ExecuteAsync(database => database.ListRightPushAsync(Told, text), CancellationToken.None);
                return;
            }
            catch (RedisUnavailableException)
            {
                await redis.WaitUntilConnectedAsync(CancellationToken.None);
            }
        }
    }
}

/// <summary>A worker process that can be killed: arguments are the connection string and the lease in milliseconds.</summary>
internal static class ChaosWorker
{
    [TestProgram("job-worker")]
    internal static async Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        await using var host = await JobHost.StartAsync(args[0], options =>
        {
            options.Lease = TimeSpan.FromMilliseconds(int.Parse(args[1]));
            options.MaxCrashes = 1000;
        }, configure: builder => builder.Logging.AddSimpleConsole(console => console.SingleLine = true));
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
        return 0;
    }
}
