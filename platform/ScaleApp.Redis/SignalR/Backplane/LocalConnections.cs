using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScaleApp.Redis.SignalR;

/// <summary>The clients of a hub that are connected to this server.</summary>
public interface ILocalConnections<THub> where THub : Hub
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>The users who have a connection to this server, at this moment.</summary>
    IReadOnlyCollection<string> Users { get; }

    /// <summary>Ends those of the user's connections to this server that are meant, and returns how many there were.</summary>
    int Abort(string userId, Func<HubConnectionContext, bool> isMeant);
}

/// <summary>The clients of a hub on this server, by connection, group and user. Names are compared exactly.</summary>
internal sealed partial class LocalConnections<THub>(IOptions<BackplaneOptions> options, TimeProvider time,
    ILogger<LocalConnections<THub>> logger) where THub : Hub
{
    private readonly ConcurrentDictionary<string, LocalConnection> _all = new(StringComparer.Ordinal);
    private readonly FanOut _fanOut = new(options.Value.WritePause, time);

    public int Count => _all.Count;

    public LocalSets Groups { get; } = new();

    public LocalSets Users { get; } = new();

    public LocalConnection Add(HubConnectionContext context)
    {
        var connection = new LocalConnection(context, _fanOut, options.Value.MaxPendingBytes, OnTooSlow);
        _all[connection.Id] = connection;
        if (context.UserIdentifier is { } user)
        {
            Users.Add(user, connection);
        }

        return connection;
    }

    public LocalConnection? Remove(HubConnectionContext context)
    {
        if (!_all.TryRemove(context.ConnectionId, out var connection))
        {
            return null;
        }

        if (context.UserIdentifier is { } user)
        {
            Users.Remove(user, connection);
        }

        return connection;
    }

    public LocalConnection? Find(string id) => _all.GetValueOrDefault(id);

    public void SendAll(SerializedHubMessage message, IReadOnlyList<string> except)
    {
        foreach (var (id, connection) in _all)
        {
            if (except.Count == 0 || !except.Contains(id, StringComparer.Ordinal))
            {
                connection.Send(message);
            }
        }
    }

    private void OnTooSlow(LocalConnection connection)
    {
        BackplaneMetrics.SlowClients.Add(1, new KeyValuePair<string, object?>("signalr.hub", typeof(THub).Name));
        LogTooSlow(connection.Id, options.Value.MaxPendingBytes);
    }

    [LoggerMessage(2410, LogLevel.Warning, "Client {Connection} reads too slowly: more than {Limit} bytes wait for it, so it is disconnected")]
    private partial void LogTooSlow(string connection, int limit);
}

/// <inheritdoc/>
internal sealed class LocalConnectionsFace<THub>(LocalConnections<THub> connections) : ILocalConnections<THub> where THub : Hub
{
    public int Count => connections.Count;

    public IReadOnlyCollection<string> Users => connections.Users.Names;

    public int Abort(string userId, Func<HubConnectionContext, bool> isMeant)
    {
        var count = 0;
        foreach (var connection in connections.Users.Of(userId).Where(connection => isMeant(connection.Context)))
        {
            connection.Context.Abort();
            count++;
        }

        return count;
    }
}
