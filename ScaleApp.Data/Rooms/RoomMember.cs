namespace ScaleApp.Data.Rooms;

/// <summary>That a customer belongs to a room, and how far the customer has read there.</summary>
public sealed class RoomMember
{
    /// <summary>The room's name.</summary>
    public required string Room { get; init; }

    /// <summary>Who.</summary>
    public int CustomerId { get; init; }

    /// <summary>When the customer first came.</summary>
    public DateTimeOffset JoinedAt { get; init; }

    /// <summary>The epoch of the room's log that <see cref="ReadOffset"/> counts in; empty when nothing was read yet.</summary>
    public string ReadEpoch { get; set; } = "";

    /// <summary>The offset of the last message that the customer has seen.</summary>
    public long ReadOffset { get; set; }
}
