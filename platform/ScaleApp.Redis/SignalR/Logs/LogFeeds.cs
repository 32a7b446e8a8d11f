using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScaleApp.Redis.SignalR;

/// <inheritdoc/>
internal sealed class LogFeeds<THub>(LocalConnections<THub> connections, EntryPresenter<THub> presenter, MessageLog log, IRedisConnection redis,
    IOptions<MessageLogOptions> options, ILogger<LogFeeds<THub>> logger) : ILogFeeds<THub> where THub : Hub
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Shared> _feeds = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Followed
    {
        get
        {
            lock (_lock)
            {
                return [.. _feeds.Keys];
            }
        }
    }

    /// <summary>The feeds of this moment.</summary>
    public IReadOnlyList<LogFeed> Feeds
    {
        get
        {
            lock (_lock)
            {
                return [.. _feeds.Values.Select(shared => shared.Feed)];
            }
        }
    }

    public async Task<FollowStart> FollowAsync(string connectionId, string log, LogPosition? since, CancellationToken ct)
    {
        if (connections.Find(connectionId) is not { } connection)
        {
            return FollowStart.Gone;
        }

        var feed = Acquire(log);
        var isNew = false;
        try
        {
            (var start, isNew) = await feed.FollowAsync(connection, since, ct);
            isNew = isNew && connection.OnGone(log, () => _ = UnfollowAsync(connectionId, log));
            if (isNew || connections.Find(connectionId) is not null)
            {
                await connection.WhenWrittenAsync(ct);
                return start;
            }

            await feed.UnfollowAsync(connectionId);
            return FollowStart.Gone;
        }
        finally
        {
            if (!isNew)
            {
                await ReleaseAsync(log);
            }
        }
    }

    public async Task UnfollowAsync(string connectionId, string log)
    {
        if (Find(log) is { } feed && await feed.UnfollowAsync(connectionId))
        {
            connections.Find(connectionId)?.Forget(log);
            await ReleaseAsync(log);
        }
    }

    public LogPosition? Seen(string log) => Find(log)?.Head is { Epoch.Length: > 0 } head ? head : null;

    public void Send(string log, string method, params object?[] args) =>
        Find(log)?.Send(new SerializedHubMessage(new InvocationMessage(method, args)));

    private LogFeed? Find(string name)
    {
        lock (_lock)
        {
            return _feeds.GetValueOrDefault(name)?.Feed;
        }
    }

    /// <summary>The feed, held until it is released as often.</summary>
    private LogFeed Acquire(string name)
    {
        lock (_lock)
        {
            if (!_feeds.TryGetValue(name, out var shared))
            {
                _feeds.Add(name, shared = new Shared(new LogFeed(name, log, redis, presenter.Present, options.Value, logger)));
            }

            shared.Holders++;
            return shared.Feed;
        }
    }

    private async Task ReleaseAsync(string name)
    {
        LogFeed? unused = null;
        lock (_lock)
        {
            var shared = _feeds[name];
            if (--shared.Holders == 0)
            {
                _feeds.Remove(name);
                unused = shared.Feed;
            }
        }

        if (unused is not null)
        {
            await unused.DisposeAsync();
        }
    }

    private sealed class Shared(LogFeed feed)
    {
        public LogFeed Feed => feed;

        public int Holders { get; set; }
    }
}
