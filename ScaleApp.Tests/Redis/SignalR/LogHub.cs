using System.Text;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Redis;
using ScaleApp.Redis.SignalR;

namespace ScaleApp.Tests.Redis.SignalR;

/// <summary>An entry as clients of <see cref="LogHub"/> get it.</summary>
public sealed record TextEntry(long Offset, string Text);

/// <summary>A hub whose clients append to logs and follow them; nothing that the library does not do.</summary>
public sealed class LogHub(ILogFeeds<LogHub> feeds, IMessageLog log) : Hub
{
    public string WhoAmI() => Context.ConnectionId;

    public async Task<string> Follow(string name, string? epoch, long offset) =>
        $"{await TryAsync(() => feeds.FollowAsync(Context.ConnectionId, name, epoch is null ? null : new LogPosition(epoch, offset), Context.ConnectionAborted))}";

    public Task Unfollow(string name) => feeds.UnfollowAsync(Context.ConnectionId, name);

    public async Task<long> Append(string name, string id, string text) =>
        (await TryAsync(() => log.AppendAsync(name, id, Encoding.UTF8.GetBytes(text), feeds.Seen(name), Context.ConnectionAborted))).Position.Offset;

    internal static object Present(IReadOnlyList<LogEntry> entries) =>
        entries.Select(entry => new TextEntry(entry.Offset, Encoding.UTF8.GetString(entry.Content.Span))).ToArray();

    internal static Task<HubServer<LogHub>> StartAsync(string redis, Action<MessageLogOptions>? configure = null) =>
        HubServer<LogHub>.StartAsync(redis, more: signalr =>
        {
            signalr.AddLogFeeds<LogHub>(Present);
            signalr.Services.Configure<MessageLogOptions>(options => configure?.Invoke(options));
        });

    private static async Task<T> TryAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RedisUnavailableException)
        {
            throw new HubException("Redis is away, try again.");
        }
    }
}
