using Microsoft.AspNetCore.SignalR;

namespace ScaleApp.Api.Rooms;

/// <summary>The rooms that a connection is in. A connection's calls are made one after the other.</summary>
internal sealed class RoomVisits
{
    private readonly HashSet<string> _rooms = new(StringComparer.Ordinal);
    private long _typedAt;

    public int Count => _rooms.Count;

    public IReadOnlyCollection<string> Rooms => _rooms;

    public static RoomVisits Of(HubCallerContext connection)
    {
        if (connection.Items.TryGetValue(typeof(RoomVisits), out var visits))
        {
            return (RoomVisits)visits!;
        }

        var none = new RoomVisits();
        connection.Items[typeof(RoomVisits)] = none;
        return none;
    }

    public bool Contains(string? room) => room is not null && _rooms.Contains(room);

    public void Add(string room) => _rooms.Add(room);

    public bool Remove(string? room) => room is not null && _rooms.Remove(room);

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
