using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScaleApp.Redis.RateLimiting;

/// <inheritdoc/>
internal sealed partial class RateLimits : IRateLimits
{
    private static readonly RedisScript Acquire = RedisScript.Load(typeof(RateLimits).Assembly, "RateLimiting/acquire.lua");

    private readonly IRedisConnection _redis;
    private readonly RateLimitOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RateLimits> _logger;
    private readonly KnownPartitions _known;
    private readonly LocalRateLimits _local;
    private readonly RequestGroups _groups;
    private readonly RedisPause _pause;
    private readonly long _start;

    public RateLimits(IRedisConnection redis, IOptions<RateLimitOptions> options, TimeProvider time, ILogger<RateLimits> logger)
    {
        (_redis, _options, _time, _logger) = (redis, options.Value, time, logger);
        _known = new KnownPartitions(_options.Capacity);
        _local = new LocalRateLimits(_options.Replicas, _options.Capacity);
        _groups = new RequestGroups(DecideAsync);
        _pause = new RedisPause(time);
        _start = time.GetTimestamp();
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

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

    public ValueTask<RateLimitDecision> DecideAsync(RateLimitRequest request, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return TryDecide(request) is { } decision ? new(decision) : new(_groups.JoinAsync(request));
    }

    /// <summary>Asks Redis for several requests that ask for the same, or decides them alone.</summary>
    private async Task<RateLimitDecision[]> DecideAsync(RateLimitRequest request, int requests)
    {
        // Those who came while others were asking may find what those have taken ahead.
        if (requests == 1 && TryDecide(request) is { } decision)
        {
            return [decision];
        }

        if (!_pause.MayAsk())
        {
            return DecideAlone(request, requests);
        }

        try
        {
            return await AskAsync(request, requests);
        }
        catch (Exception error) when (error is RedisUnavailableException or RedisServerException or TimeoutException)
        {
            if (_pause.Begin())
            {
                LogAway(error.Message);
            }

            return DecideAlone(request, requests);
        }
    }

    private async Task<RateLimitDecision[]> AskAsync(RateLimitRequest request, int requests)
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
            var reply = await EvaluateAsync(request, requests, ahead);
            if (_pause.End())
            {
                LogBack();
            }

            (got, spent) = ((int)reply[2], TimeSpan.FromMicroseconds(reply[1]));
            return Decisions(request, requests, reply, now);
        }
        finally
        {
            known?.EndAsking(ahead, got, spent, now);
        }
    }

    private async Task<long[]> EvaluateAsync(RateLimitRequest request, int requests, int ahead)
    {
        var keys = new RedisKey[request.Charges.Count];
        var arguments = new RedisValue[1 + keys.Length * 4];
        arguments[0] = requests;
        for (var i = 0; i < keys.Length; i++)
        {
            var (limit, cost) = request.Charges[i];
            keys[i] = $"limit:{{{request.Partition}}}:{limit.Name}";
            arguments[4 * i + 1] = limit.Interval;
            arguments[4 * i + 2] = limit.Burst;
            arguments[4 * i + 3] = cost;
            arguments[4 * i + 4] = ahead;
        }

        var reply = _redis.EvaluateAsync(Acquire, keys, arguments, CancellationToken.None);
        return (long[])(await reply.WaitAsync(_options.Deadline, _time))!;
    }

    /// <summary>The first ones are admitted, each with what it left.</summary>
    private RateLimitDecision[] Decisions(in RateLimitRequest request, int requests, long[] reply, TimeSpan now)
    {
        var (admitted, ahead) = ((int)reply[0], (int)reply[2]);
        var decisions = new RateLimitDecision[admitted < requests ? admitted + 1 : admitted];
        for (var i = 0; i < admitted; i++)
        {
            decisions[i] = RateLimitDecision.Admitted(Statuses(request, reply, after: admitted - 1 - i, ahead));
        }

        if (admitted < requests)
        {
            decisions[admitted] = Refused(request, reply, now);
        }

        return decisions;
    }

    private static RateLimitStatus[] Statuses(in RateLimitRequest request, long[] reply, int after, int ahead)
    {
        var statuses = new RateLimitStatus[request.Charges.Count];
        for (var i = 0; i < statuses.Length; i++)
        {
            var (limit, cost) = request.Charges[i];
            var spent = reply[2 * i + 1] - after * cost * limit.Interval;
            statuses[i] = new RateLimitStatus(limit, limit.Remaining(spent) + ahead, TimeSpan.FromMicroseconds(spent));
        }

        return statuses;
    }

    private RateLimitDecision Refused(in RateLimitRequest request, long[] reply, TimeSpan now)
    {
        var longest = TimeSpan.Zero;
        for (var i = 0; i < request.Charges.Count; i++)
        {
            var (limit, cost) = request.Charges[i];
            var spent = reply[2 * i + 1];
            var retryAfter = TimeSpan.FromMicroseconds(spent + cost * limit.Interval - limit.Burst);
            if (retryAfter > TimeSpan.Zero)
            {
                _known.FindOrAdd(limit, request.Partition, now)?.Refuse(cost, retryAfter, TimeSpan.FromMicroseconds(spent), now);
                longest = retryAfter > longest ? retryAfter : longest;
            }
        }

        return RateLimitDecision.Refused(Statuses(request, reply, after: 0, ahead: 0), longest);
    }

    private RateLimitDecision[] DecideAlone(RateLimitRequest request, int requests) => request.FailClosed
        ? [RateLimitDecision.Unavailable(RedisPause.Length)]
        : [.. Enumerable.Range(0, requests).Select(_ => _local.Decide(request, Now))];

    [LoggerMessage(2200, LogLevel.Warning, "Redis cannot decide limits, this replica gives out its share alone: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(2201, LogLevel.Information, "Redis decides limits again")]
    private partial void LogBack();
}
