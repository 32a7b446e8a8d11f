using StackExchange.Redis;

namespace ScaleApp.Api.Limits;

/// <summary>Decides for all replicas together which requests are admitted, by Redis and its clock.</summary>
/// <remarks>
/// While Redis is unavailable each replica admits its share of a limit, or nothing where the policy fails closed. One request a second then
/// asks Redis whether it is back; the others do not wait for it.
/// </remarks>
internal sealed partial class SharedLimits(
    IConnectionMultiplexer redis, RateLimitPolicies policies, LocalLimits local, IOptions<RateLimitOptions> options, TimeProvider time,
    ILogger<SharedLimits> logger)
{
    private static readonly string AcquireScript = EmbeddedScript.Read(typeof(SharedLimits), "acquire.lua");
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // The timestamp from which one request may ask Redis again; zero while Redis answers.
    private long _retryAt;

    /// <summary>Takes permits from a policy, for a handler that alone knows whose they are: attempts to sign in to an account, for example.</summary>
    /// <param name="policy">A name in <c>Limits:Policies</c>.</param>
    /// <param name="partition">Whose permits. It becomes part of a key: of bounded length, and a hash where it is personal.</param>
    /// <param name="cost">How many, from 1 to all of the policy's.</param>
    /// <param name="ct">Ends the wait for Redis; permits may have been taken all the same.</param>
    /// <exception cref="InvalidOperationException">The policy is not configured.</exception>
    public ValueTask<RateLimitDecision> AcquireAsync(string policy, string partition, int cost, CancellationToken ct) =>
        AcquireAsync(policies.Find(policy), partition, cost, ct);

    public async ValueTask<RateLimitDecision> AcquireAsync(RateLimit limit, string partition, int cost, CancellationToken ct)
    {
        if (limit.IsLocal)
        {
            return local.Acquire(limit, partition, cost);
        }

        if (MayAskRedis())
        {
            try
            {
                var decision = await AskRedisAsync(limit, partition, cost, ct);
                NoteAvailable();
                return decision;
            }
            catch (Exception error) when (RedisErrors.IsUnavailable(error))
            {
                NoteUnavailable(error);
            }
        }

        return limit.FailClosed
            ? RateLimitDecision.Unavailable(limit)
            : local.Acquire(limit.Share(options.Value.Replicas), partition, cost);
    }

    private async Task<RateLimitDecision> AskRedisAsync(RateLimit limit, string partition, int cost, CancellationToken ct)
    {
        var reply = (long[])(await redis.GetDatabase().ScriptEvaluateAsync(
            AcquireScript, [$"limit:{limit.Name}:{partition}"], [limit.Interval, limit.Permits, cost]).WaitAsync(ct))!;
        return RateLimitDecision.Create(
            limit, isAcquired: reply[0] == 1, cost, spent: reply[1], now: DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(reply[2]));
    }

    private bool MayAskRedis()
    {
        var retryAt = Volatile.Read(ref _retryAt);
        if (retryAt == 0)
        {
            return true;
        }

        // Of those that come when it is time, one asks.
        return time.GetTimestamp() >= retryAt && Interlocked.CompareExchange(ref _retryAt, NextRetry(), retryAt) == retryAt;
    }

    private void NoteAvailable()
    {
        if (Volatile.Read(ref _retryAt) != 0 && Interlocked.Exchange(ref _retryAt, 0) != 0)
        {
            LogAvailable();
        }
    }

    private void NoteUnavailable(Exception error)
    {
        if (Interlocked.Exchange(ref _retryAt, NextRetry()) == 0)
        {
            LogUnavailable(error.Message);
        }
    }

    private long NextRetry() => time.GetTimestamp() + (long)(RetryDelay.TotalSeconds * time.TimestampFrequency);

    [LoggerMessage(6200, LogLevel.Warning, "Redis is unavailable, so this replica decides limits alone; log-in is refused: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(6201, LogLevel.Information, "Redis is available again and decides limits")]
    private partial void LogAvailable();
}
