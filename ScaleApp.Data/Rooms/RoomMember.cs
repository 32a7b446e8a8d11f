namespace ScaleApp.Data.Rooms;

/// <summary>A customer's membership of a room, and how far the customer has read there.</summary>
public sealed class RoomMember
{
    /// <summary>The room's name.</summary>
    public required string Room { get; init; }

    /// <summary>The member.</summary>
    public int CustomerId { get; init; }

    /// <summary>When the customer first entered the room.</summary>
    public DateTimeOffset JoinedAt { get; init; }

    /// <summary>The time of the last message that the customer has read, see <see cref="Read"/>.</summary>
    public long ReadMilliseconds { get; set; }

    /// <summary>The number of that message; zero when nothing was read yet.</summary>
    public long ReadNumber { get; set; }

    /// <summary>The last message that the customer has read.</summary>
    public RoomPosition Read => new(ReadMilliseconds, ReadNumber);
}
