using System.Collections.Immutable;
using Microsoft.AspNetCore.SignalR;

namespace ScaleApp.Api.Rooms;

/// <summary>The rooms that a connection is in. Changed by the calls of the connection, which run one after the other; read by all.</summary>
internal sealed class JoinedRooms
{
    private ImmutableHashSet<string> _rooms = ImmutableHashSet.Create<string>(StringComparer.Ordinal);
    private long _typedAt;

    public IReadOnlyCollection<string> All => Volatile.Read(ref _rooms);

    /// <summary>Those of the connection, from its first call of this on: the hub's when the client connects.</summary>
    public static JoinedRooms Of(HubCallerContext connection)
    {
        if (connection.Items.TryGetValue(typeof(JoinedRooms), out var rooms))
        {
            return (JoinedRooms)rooms!;
        }

        var none = new JoinedRooms();
        connection.Items[typeof(JoinedRooms)] = none;
        return none;
    }

    public bool Contains(string? room) => room is not null && _rooms.Contains(room);

    public void Add(string room) => Volatile.Write(ref _rooms, _rooms.Add(room));

    /// <summary>False when the connection was not in the room.</summary>
    public bool Remove(string? room)
    {
        var isIn = Contains(room);
        if (isIn)
        {
            Volatile.Write(ref _rooms, _rooms.Remove(room!));
        }

        return isIn;
    }

    /// <summary>False when it was asked less than the pause ago.</summary>
    public bool MayType(TimeProvider time, TimeSpan pause)
    {
        var now = time.GetTimestamp();
        if (_typedAt != 0 && time.GetElapsedTime(_typedAt, now) < pause)
        {
            return false;
        }

        _typedAt = now;
        return true;
    }
}
