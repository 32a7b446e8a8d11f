namespace ScaleApp.Api.Rooms;

/// <summary>The answer to a client that has entered a room.</summary>
/// <param name="Room">The room.</param>
/// <param name="Title">The title of the room.</param>
/// <param name="Replica">The replica that serves the connection.</param>
/// <param name="Missed">What was said since the client's last message.</param>
public sealed record RoomJoined(string Room, string Title, string Replica, RoomEntries Missed);

/// <summary>Messages that follow each other without a gap.</summary>
/// <param name="Previous">The position before the first of them.</param>
/// <param name="Messages">The messages, oldest first.</param>
/// <param name="IsReset">
/// True when they do not follow the position that the client named, because it is older than the log, or the log began anew. The client
/// drops what it has and goes on from these.
/// </param>
/// <param name="HasMore">Whether more messages follow than fit into one answer.</param>
public sealed record RoomEntries(string Previous, IReadOnlyList<RoomMessage> Messages, bool IsReset, bool HasMore);

/// <summary>The acknowledgement of a message: it is stored, and reaches every member.</summary>
/// <param name="Position">The message's place.</param>
/// <param name="At">When it was sent.</param>
public sealed record RoomMessageSent(string Position, DateTimeOffset At);

/// <summary>A page of a room's history.</summary>
/// <param name="Messages">The messages, oldest first.</param>
/// <param name="IsBeginning">Whether no message before them is kept.</param>
public sealed record RoomHistory(IReadOnlyList<RoomMessage> Messages, bool IsBeginning);

/// <summary>A room that a customer belongs to.</summary>
/// <param name="Room">Its name.</param>
/// <param name="Title">Its title.</param>
/// <param name="Unread">How many messages the customer has not read; null when Redis is unavailable.</param>
public sealed record RoomSummary(string Room, string Title, long? Unread);
