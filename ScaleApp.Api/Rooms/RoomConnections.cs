using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace ScaleApp.Api.Rooms;

/// <summary>The live connections of this replica. SignalR offers no list of them, and no way to end those of a user.</summary>
internal sealed class RoomConnections
{
    private readonly ConcurrentDictionary<string, HubCallerContext> _connections = new(StringComparer.Ordinal);

    public IEnumerable<ClaimsPrincipal> Users => _connections.Values.Select(connection => connection.User).OfType<ClaimsPrincipal>();

    public void Add(HubCallerContext connection) => _connections[connection.ConnectionId] = connection;

    public void Remove(HubCallerContext connection) => _connections.TryRemove(connection.ConnectionId, out _);

    /// <summary>The rooms that connections of this replica are in, with those connections.</summary>
    public ILookup<string, HubCallerContext> ByRoom() => _connections.Values
        .SelectMany(connection => JoinedRooms.Of(connection).All, (connection, room) => (room, connection))
        .ToLookup(pair => pair.room, pair => pair.connection, StringComparer.Ordinal);

    /// <summary>Ends those connections of a customer whose user matches.</summary>
    public void Abort(int customerId, Func<ClaimsPrincipal, bool> matches)
    {
        foreach (var connection in _connections.Values)
        {
            if (connection.User is { } user && user.FindCustomerId() == customerId && matches(user))
            {
                connection.Abort();
            }
        }
    }
}
