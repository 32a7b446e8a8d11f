using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace ScaleApp.Api.Rooms;

/// <summary>The rooms that a connection is in. Changed by the calls of the connection, which run one after the other; read by all.</summary>
internal sealed class JoinedRooms
{
    private readonly ConcurrentDictionary<string, bool> _rooms = new(StringComparer.Ordinal);
    private long? _typedAt;

    public ICollection<string> All => _rooms.Keys;

    public static void AddTo(HubCallerContext connection) => connection.Items[typeof(JoinedRooms)] = new JoinedRooms();

    public static JoinedRooms Of(HubCallerContext connection) => (JoinedRooms)connection.Items[typeof(JoinedRooms)]!;

    public bool Contains(string? room) => room is not null && _rooms.ContainsKey(room);

    public void Add(string room) => _rooms[room] = true;

    /// <summary>False when the connection was not in the room.</summary>
    public bool Remove(string? room) => room is not null && _rooms.TryRemove(room, out _);

    /// <summary>False within the pause after the last time it was true.</summary>
    public bool MayType(TimeProvider time, TimeSpan pause)
    {
        if (_typedAt is { } last && time.GetElapsedTime(last) < pause)
        {
            return false;
        }

        _typedAt = time.GetTimestamp();
        return true;
    }
}
