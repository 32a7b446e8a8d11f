using System.Threading.Channels;
using Microsoft.Extensions.Options;
using ScaleApp.Redis;
using ScaleApp.Redis.SignalR;

namespace ScaleApp.Api.Rooms;

/// <summary>Shows everybody in the rooms of this replica who else is there, when that has changed: <c>people(room, count, names)</c>.</summary>
internal sealed partial class RoomPeople(IPresence presence, ILogFeeds<RoomsHub> feeds, IRedisConnection redis, IOptions<RoomOptions> options,
    TimeProvider time, ILogger<RoomPeople> logger) : BackgroundService
{
    // When a thousand come at once, the others are shown that a few times and not a thousand times.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Has everybody in the room shown who is there.</summary>
    public void Show(string room)
    {
        lock (_lock)
        {
            _changed.Add(room);
        }

        _signal.Writer.TryWrite(true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        presence.Changed += Show;
        redis.Restored += ShowAll;
        try
        {
            while (await _signal.Reader.WaitToReadAsync(stoppingToken))
            {
                _signal.Reader.TryRead(out _);
                await SendAsync(stoppingToken);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
        finally
        {
            presence.Changed -= Show;
            redis.Restored -= ShowAll;
        }
    }

    private async Task SendAsync(CancellationToken ct)
    {
        string[] rooms;
        lock (_lock)
        {
            rooms = [.. _changed];
            _changed.Clear();
        }

        try
        {
            foreach (var room in rooms.Intersect(feeds.Followed))
            {
                var people = await presence.ReadAsync(room, ct);
                feeds.Send(room, "people", room, people.Count, people.Take(options.Value.NamedPeople).Select(person => person.Name).ToArray());
            }
        }
        catch (RedisUnavailableException error)
        {
            // Shown again when Redis is back.
            LogNotShown(error.Message);
        }
    }

    private void ShowAll()
    {
        foreach (var room in feeds.Followed)
        {
            Show(room);
        }
    }

    [LoggerMessage(6400, LogLevel.Warning, "Who is in the rooms cannot be shown until Redis is back: {Reason}")]
    private partial void LogNotShown(string reason);
}
