using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScaleApp.Redis.RateLimiting;

/// <inheritdoc/>
internal sealed partial class RateLimits(IRedisConnection redis, IOptions<RateLimitOptions> options, TimeProvider time,
    ILogger<RateLimits> logger) : IRateLimits
{
    private static readonly RedisScript Acquire = RedisScript.Load(typeof(RateLimits).Assembly, "RateLimiting/acquire.lua");

    private readonly KnownPartitions _known = new(options.Value.Capacity);
    private readonly LocalRateLimits _local = new(options.Value.Replicas, options.Value.Capacity);
    private readonly long _start = time.GetTimestamp();
    private readonly RedisPause _pause = new(time);

    private TimeSpan Now => time.GetElapsedTime(_start);

    public RateLimitDecision? TryDecide(in RateLimitRequest request)
    {
        var now = Now;
        if (request.Charges.Count == 1)
        {
            var charge = request.Charges[0];
            return _known.Find(charge.Limit, request.Partition) is not { } known ? null
                : known.TryTake(charge.Cost, now, out var status) ? RateLimitDecision.Admitted(status)
                : known.IsRefused(charge.Cost, now, out status, out var retryAfter) ? RateLimitDecision.Refused([status], retryAfter)
                : null;
        }

        foreach (var charge in request.Charges)
        {
            if (_known.Find(charge.Limit, request.Partition) is { } known
                && known.IsRefused(charge.Cost, now, out var status, out var retryAfter))
            {
                return RateLimitDecision.Refused([status], retryAfter);
            }
        }

        return null;
    }

    public async ValueTask<RateLimitDecision> DecideAsync(RateLimitRequest request, CancellationToken ct)
    {
        if (TryDecide(request) is { } decision)
        {
            return decision;
        }

        if (!_pause.MayAsk())
        {
            return DecideAlone(request);
        }

        try
        {
            return await AskAsync(request, ct);
        }
        catch (Exception error) when (error is RedisUnavailableException or RedisServerException or TimeoutException)
        {
            if (_pause.Begin())
            {
                LogAway(error.Message);
            }

            return DecideAlone(request);
        }
    }

    private async Task<RateLimitDecision> AskAsync(RateLimitRequest request, CancellationToken ct)
    {
        var now = Now;
        var charge = request.Charges[0];
        var known = request.Charges.Count == 1 && charge.Limit.Ahead > 0
            ? _known.FindOrAdd(charge.Limit, request.Partition, now)
            : null;
        var ahead = known?.BeginAsking(now) ?? 0;
        var (got, spent) = (0, (TimeSpan?)null);
        try
        {
            var reply = await EvaluateAsync(request, ahead, ct);
            if (_pause.End())
            {
                LogBack();
            }

            (got, spent) = ((int)reply[2], Microseconds(reply[1]));
            return (int)reply[0] == 1 ? Admitted(request, reply, got) : Refused(request, reply, now);
        }
        finally
        {
            known?.EndAsking(ahead, got, spent, now);
        }
    }

    private async Task<RedisResult[]> EvaluateAsync(RateLimitRequest request, int ahead, CancellationToken ct)
    {
        var keys = new RedisKey[request.Charges.Count];
        var arguments = new RedisValue[keys.Length * 4];
        for (var i = 0; i < keys.Length; i++)
        {
            var (limit, cost) = request.Charges[i];
            keys[i] = $"limit:{{{request.Partition}}}:{limit.Name}";
            arguments[4 * i] = limit.Interval;
            arguments[4 * i + 1] = limit.Burst;
            arguments[4 * i + 2] = cost;
            arguments[4 * i + 3] = ahead;
        }

        return (RedisResult[])(await redis.EvaluateAsync(Acquire, keys, arguments, ct).WaitAsync(options.Value.Deadline, time, ct))!;
    }

    private static RateLimitDecision Admitted(in RateLimitRequest request, RedisResult[] reply, int ahead)
    {
        var statuses = new RateLimitStatus[request.Charges.Count];
        for (var i = 0; i < statuses.Length; i++)
        {
            var limit = request.Charges[i].Limit;
            var spent = (long)reply[2 * i + 1];
            statuses[i] = new RateLimitStatus(limit, limit.Remaining(spent) + ahead, TimeSpan.FromMicroseconds(spent));
        }

        return RateLimitDecision.Admitted(statuses);
    }

    private RateLimitDecision Refused(in RateLimitRequest request, RedisResult[] reply, TimeSpan now)
    {
        var statuses = new RateLimitStatus[request.Charges.Count];
        var longest = TimeSpan.Zero;
        for (var i = 0; i < statuses.Length; i++)
        {
            var (limit, cost) = request.Charges[i];
            var spent = (long)reply[2 * i + 1];
            statuses[i] = new RateLimitStatus(limit, limit.Remaining(spent), TimeSpan.FromMicroseconds(spent));
            var retryAfter = TimeSpan.FromMicroseconds(spent + cost * limit.Interval - limit.Burst);
            if (retryAfter > TimeSpan.Zero)
            {
                _known.FindOrAdd(limit, request.Partition, now)?.Refuse(cost, retryAfter, TimeSpan.FromMicroseconds(spent), now);
                longest = retryAfter > longest ? retryAfter : longest;
            }
        }

        return RateLimitDecision.Refused(statuses, longest);
    }

    private RateLimitDecision DecideAlone(in RateLimitRequest request) =>
        request.FailClosed ? RateLimitDecision.Unavailable(RedisPause.Length) : _local.Decide(request, Now);

    private static TimeSpan Microseconds(RedisResult value) => TimeSpan.FromMicroseconds((long)value);

    [LoggerMessage(2200, LogLevel.Warning, "Redis cannot decide limits, this replica gives out its share alone: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(2201, LogLevel.Information, "Redis decides limits again")]
    private partial void LogBack();
}
