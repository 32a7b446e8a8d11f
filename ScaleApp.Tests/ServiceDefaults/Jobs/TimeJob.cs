using Hangfire.Server;
using StackExchange.Redis;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

/// <summary>A recurring job that counts in Redis how often it ran for each time.</summary>
internal interface ITimeJob
{
    Task RunAsync(PerformContext context);
}

internal sealed class TimeJob(IConnectionMultiplexer redis) : ITimeJob
{
    private const string Times = "effects:times";

    public Task RunAsync(PerformContext context) => redis.GetDatabase().HashIncrementAsync(Times, context.DueTime()!.Value.ToUnixTimeSeconds());

    public static async Task<Dictionary<DateTimeOffset, int>> RunsAsync(IConnectionMultiplexer redis) =>
        (await redis.GetDatabase().HashGetAllAsync(Times)).ToDictionary(entry => DateTimeOffset.FromUnixTimeSeconds((long)entry.Name), entry => (int)entry.Value);
}
