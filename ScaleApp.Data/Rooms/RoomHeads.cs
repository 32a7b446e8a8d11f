using StackExchange.Redis;

namespace ScaleApp.Data.Rooms;

/// <summary>Reads how far rooms are: the positions of their last messages.</summary>
/// <remarks>Fails with <see cref="RedisException"/> or <see cref="TimeoutException"/> while Redis is unavailable.</remarks>
public sealed class RoomHeads(IConnectionMultiplexer redis)
{
    // What one round trip asks; the answers carry the last messages too.
    private const int BatchSize = 500;

    /// <summary>Returns the last position of each room, and <see cref="RoomPosition.Beginning"/> where there is none. One command for each room.</summary>
    public async Task<IReadOnlyDictionary<string, RoomPosition>> ReadAsync(IReadOnlyCollection<string> rooms, CancellationToken ct)
    {
        var database = redis.GetDatabase();
        var heads = new Dictionary<string, RoomPosition>(StringComparer.Ordinal);
        foreach (var batch in rooms.Chunk(BatchSize))
        {
            var last = await Task.WhenAll(batch.Select(
                room => database.StreamRangeAsync(RoomKeys.Log(room), count: 1, messageOrder: Order.Descending))).WaitAsync(ct);
            foreach (var (room, entries) in batch.Zip(last))
            {
                heads[room] = entries is [var entry] && RoomPosition.TryParse(entry.Id, out var position) ? position : RoomPosition.Beginning;
            }
        }

        return heads;
    }
}

/// <summary>What belongs to a room in Redis. The braces keep all keys of a room on one node of a cluster.</summary>
public static class RoomKeys
{
    public static RedisKey Log(string room) => $"room:{{{room}}}:log";

    /// <summary>The position that an author's message got, for as long as that author may send it again.</summary>
    public static RedisKey Sent(string room, int authorId, string messageId) => $"room:{{{room}}}:sent:{authorId}:{messageId}";

    /// <summary>The sorted set of the people in the room, scored with the end of their lease.</summary>
    public static RedisKey People(string room) => $"room:{{{room}}}:people";
}
