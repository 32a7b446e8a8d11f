namespace ScaleApp.Api.Rooms;

/// <summary>That a client has come into a room. What it missed was sent before.</summary>
/// <param name="Room">The room.</param>
/// <param name="Title">What the room is called.</param>
/// <param name="Replica">The replica that serves the connection.</param>
public sealed record RoomJoined(string Room, string Title, string Replica);

/// <summary>That a message was kept, and reaches everybody in the room.</summary>
/// <param name="Epoch">The epoch of the room's log.</param>
/// <param name="Offset">The message's place.</param>
/// <param name="At">When it was sent.</param>
public sealed record RoomMessageSent(string Epoch, long Offset, DateTimeOffset At);

/// <summary>A page of a room's history.</summary>
/// <param name="Epoch">The epoch that the offsets belong to.</param>
/// <param name="Messages">The messages, oldest first.</param>
/// <param name="IsBeginning">Whether there is nothing before them that is still kept.</param>
public sealed record RoomHistory(string Epoch, IReadOnlyList<RoomMessage> Messages, bool IsBeginning);

/// <summary>A room that a customer belongs to.</summary>
/// <param name="Room">Its name.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Unread">How many messages have come since the customer looked; null when Redis, which knows, is away.</param>
public sealed record RoomSummary(string Room, string Title, long? Unread);
