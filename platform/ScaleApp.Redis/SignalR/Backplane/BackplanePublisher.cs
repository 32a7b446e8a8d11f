using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ScaleApp.Redis.SignalR;

/// <summary>Hands messages to the other servers. While Redis is away they are lost to those, which is counted and said once.</summary>
internal sealed partial class BackplanePublisher(IRedisConnection redis, string hub, ILogger logger)
{
    private readonly KeyValuePair<string, object?> _tag = new("signalr.hub", hub);
    private int _isAway;

    /// <summary>Publishes, or notes that Redis is away: the clients of this server have the message already.</summary>
    public async Task TryPublishAsync(RedisChannel channel, Envelope envelope, CancellationToken ct)
    {
        try
        {
            await PublishAsync(channel, envelope, ct);
        }
        catch (RedisUnavailableException error)
        {
            BackplaneMetrics.Failures.Add(1, _tag);
            if (Interlocked.Exchange(ref _isAway, 1) == 0)
            {
                LogAway(hub, error.Message);
            }
        }
    }

    /// <summary>Publishes, and returns how many servers hear it, this one included where it listens.</summary>
    /// <exception cref="RedisUnavailableException">Redis is away.</exception>
    public async Task<long> PublishAsync(RedisChannel channel, Envelope envelope, CancellationToken ct)
    {
        var bytes = envelope.ToBytes();
        var heard = await redis.ExecuteAsync(db => db.PublishAsync(channel, bytes), ct);
        BackplaneMetrics.Published.Add(1, _tag);
        if (Interlocked.Exchange(ref _isAway, 0) == 1)
        {
            LogBack(hub);
        }

        return heard;
    }

    [LoggerMessage(2400, LogLevel.Error,
        "{Hub} reaches only the clients of this server until Redis is back; what is sent meanwhile is lost to the others: {Reason}")]
    private partial void LogAway(string hub, string reason);

    [LoggerMessage(2401, LogLevel.Information, "{Hub} reaches the clients of all servers again")]
    private partial void LogBack(string hub);
}
