using StackExchange.Redis;

namespace ScaleApp.Data.Rooms;

/// <summary>What belongs to a room in Redis. The braces keep all keys of a room on one node of a cluster.</summary>
public static class RoomKeys
{
    /// <summary>The stream of the room's messages.</summary>
    public static RedisKey Log(string room) => $"room:{{{room}}}:log";

    /// <summary>The position that an author's message got, for as long as that author may send it again.</summary>
    public static RedisKey Sent(string room, int authorId, string messageId) => $"room:{{{room}}}:sent:{authorId}:{messageId}";

    /// <summary>The sorted set of the people in the room, scored with the end of their lease.</summary>
    public static RedisKey People(string room) => $"room:{{{room}}}:people";
}
