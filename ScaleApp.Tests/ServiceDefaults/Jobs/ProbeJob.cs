using StackExchange.Redis;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

/// <summary>The service that the jobs of these tests call.</summary>
internal interface IProbeJob
{
    /// <summary>Records its start, runs for the given time and records its end.</summary>
    Task RunAsync(string name, int milliseconds, CancellationToken ct);

    [Hangfire.AutomaticRetry(Attempts = 1, DelaysInSeconds = [0])]
    Task FailAsync(string name, CancellationToken ct);

    /// <summary>Runs, and has its success refused by Redis where <see cref="RefusedSuccessAttribute.Refuse"/> is set.</summary>
    [RefusedSuccess]
    Task SucceedUnstoredAsync(string name, CancellationToken ct);
}

internal sealed class ProbeJob(JobEffects effects) : IProbeJob
{
    public async Task RunAsync(string name, int milliseconds, CancellationToken ct)
    {
        await effects.StartedAsync(name);
        if (milliseconds > 0)
        {
            await Task.Delay(milliseconds, ct);
        }

        await effects.EndedAsync(name);
    }

    public async Task FailAsync(string name, CancellationToken ct)
    {
        await effects.StartedAsync(name);
        throw new InvalidOperationException("This job always fails.");
    }

    public Task SucceedUnstoredAsync(string name, CancellationToken ct) => RunAsync(name, 0, ct);
}

/// <summary>Counts in Redis how often jobs started and ended, beside the keys of the storage.</summary>
internal sealed class JobEffects(IConnectionMultiplexer redis)
{
    private const string Started = "effects:started", Ended = "effects:ended";

    public Task StartedAsync(string name) => redis.GetDatabase().HashIncrementAsync(Started, name);

    public Task EndedAsync(string name) => redis.GetDatabase().HashIncrementAsync(Ended, name);

    public async Task<int> StartsAsync(string name) => (int)await redis.GetDatabase().HashGetAsync(Started, name);

    public async Task<int> EndsAsync(string name) => (int)await redis.GetDatabase().HashGetAsync(Ended, name);

    public async Task<long> EndedJobsAsync() => await redis.GetDatabase().HashLengthAsync(Ended);

    public Task WaitForStartAsync(string name, int starts = 1, TimeSpan? within = null) =>
        Eventually.IsAsync(() => StartsAsync(name), count => count >= starts, $"{starts} starts of {name}", within);

    public Task WaitForEndAsync(string name, TimeSpan? within = null) =>
        Eventually.IsAsync(() => EndsAsync(name), count => count > 0, $"the end of {name}", within);
}
