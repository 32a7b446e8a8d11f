using ScaleApp.Data.Rooms;
using StackExchange.Redis;

namespace ScaleApp.Api.Rooms;

/// <summary>The messages of each room in their order, in a stream of Redis. Each entry names the one before it, so a follower sees a gap.</summary>
/// <remarks>Fails with <see cref="RedisException"/> or <see cref="TimeoutException"/> while Redis is unavailable.</remarks>
internal sealed class RoomLog(IConnectionMultiplexer redis, IOptions<RoomOptions> options)
{
    // docs/rooms.md promises it to clients.
    private static readonly TimeSpan SentAgainWithin = TimeSpan.FromMinutes(10);

    private static readonly string AppendScript = EmbeddedScript.Read(typeof(RoomLog), "append.lua");

    /// <summary>Appends a message. A duplicate (the same author and message id) is not appended, and gets the position of the first.</summary>
    public async Task<(RoomEntry Entry, bool IsNew)> AppendAsync(string room, RoomDraft draft, CancellationToken ct)
    {
        RedisValue[] arguments =
        [
            options.Value.KeptMessages, (long)options.Value.Retention.TotalSeconds, (long)SentAgainWithin.TotalSeconds, .. RoomEntry.FieldsOf(draft),
        ];
        var answer = (RedisResult[])(await redis.GetDatabase()
            .ScriptEvaluateAsync(AppendScript, [RoomKeys.Log(room), RoomKeys.Sent(room, draft.AuthorId, draft.Id)], arguments).WaitAsync(ct))!;
        var isNew = (bool)answer[2];
        var previous = isNew ? RoomEntry.PositionOf((string?)answer[1]) : default;

        return (new RoomEntry(previous, RoomEntry.PositionOf((string?)answer[0]), draft), isNew);
    }

    /// <summary>Returns what follows a position, or the newest page when no position is given or the log does not contain it any more.</summary>
    public async Task<RoomEntries> SinceAsync(string room, RoomPosition? since, CancellationToken ct)
    {
        if (since is not { } position)
        {
            return await NewestAsync(room, ct);
        }

        // From the position itself, because its entry shows that the log is still the same; and one more than a page, to see whether more follow.
        var pageSize = options.Value.CatchUpPage;
        var entries = await ReadAsync(room, $"{position}", "+", pageSize + 2, Order.Ascending, ct);
        if (!IsContinued(entries, position))
        {
            return await NewestAsync(room, ct);
        }

        var missed = entries.SkipWhile(entry => entry.Position == position).ToArray();
        return new RoomEntries($"{position}", Messages(missed.Take(pageSize)), IsReset: false, HasMore: missed.Length > pageSize);
    }

    public async Task<RoomHistory> BeforeAsync(string room, RoomPosition before, CancellationToken ct)
    {
        var pageSize = options.Value.HistoryPage;
        var entries = await ReadAsync(room, "-", $"({before}", pageSize + 1, Order.Descending, ct);
        return new RoomHistory(Messages(entries.Take(pageSize).Reverse()), IsBeginning: entries.Length <= pageSize);
    }

    private static bool IsContinued(RoomEntry[] entries, RoomPosition position) => entries is [var first, ..]
        ? first.Position == position || first.Previous == position
        : position == RoomPosition.Beginning;

    private async Task<RoomEntries> NewestAsync(string room, CancellationToken ct)
    {
        var entries = await ReadAsync(room, "-", "+", options.Value.HistoryPage, Order.Descending, ct);
        var previous = entries is [.., var oldest] ? oldest.Previous : RoomPosition.Beginning;
        return new RoomEntries($"{previous}", Messages(entries.Reverse()), IsReset: true, HasMore: false);
    }

    private async Task<RoomEntry[]> ReadAsync(string room, string first, string last, int count, Order order, CancellationToken ct)
    {
        var entries = await redis.GetDatabase().StreamRangeAsync(RoomKeys.Log(room), first, last, count, order).WaitAsync(ct);
        return Array.ConvertAll(entries, RoomEntry.Read);
    }

    private static RoomMessage[] Messages(IEnumerable<RoomEntry> entries) => [.. entries.Select(entry => entry.ToMessage())];
}
