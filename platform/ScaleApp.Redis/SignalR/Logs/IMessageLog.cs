namespace ScaleApp.Redis.SignalR;

/// <summary>A place in a log. Offsets count from 1, without gaps, within an epoch; another epoch tells nothing of them.</summary>
public readonly record struct LogPosition(string Epoch, long Offset);

/// <summary>An entry of a log.</summary>
/// <param name="Offset">Its place.</param>
/// <param name="At">When it was appended, by Redis' clock.</param>
/// <param name="Content">What was appended.</param>
public readonly record struct LogEntry(long Offset, DateTimeOffset At, ReadOnlyMemory<byte> Content);

/// <summary>What came of appending.</summary>
/// <param name="Position">Where the entry is.</param>
/// <param name="At">When it was appended, by Redis' clock; the beginning of time when it was long ago and is not kept any more.</param>
/// <param name="IsKnown">Whether the id was known: the entry was appended by an earlier call, and not again.</param>
public readonly record struct LogAppended(LogPosition Position, DateTimeOffset At, bool IsKnown);

/// <summary>Entries of a log, and where it began and ended when they were read.</summary>
/// <param name="Head">Where the log ends; an empty epoch when it does not exist.</param>
/// <param name="First">The offset of the oldest entry that is kept; 0 when there is none.</param>
/// <param name="Entries">The entries, oldest first.</param>
public sealed record LogPage(LogPosition Head, long First, IReadOnlyList<LogEntry> Entries);

/// <summary>Logs that several servers append to, read and follow. Each keeps its newest entries.</summary>
/// <remarks>
/// The offset is given, the entry stored and published in one step, in Redis, so all followers see one order, and who knows an
/// offset can be told exactly what came after it. Appending with an id that is known does nothing, so who got no answer may try again.
/// What Redis loses in a crash (the last second of <c>appendfsync everysec</c>) is lost; the epoch then changes, so that nobody
/// takes new entries for old ones.
/// </remarks>
public interface IMessageLog
{
    /// <summary>Appends an entry.</summary>
    /// <param name="log">The log; it begins with its first entry.</param>
    /// <param name="id">Names the entry, among those of the log.</param>
    /// <param name="content">The entry, not empty.</param>
    /// <param name="seen">The last position that the caller knows, if any: shows that Redis has lost what came before.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="RedisUnavailableException">Redis is away. Whether it was appended is not known: try again with the same id.</exception>
    Task<LogAppended> AppendAsync(string log, string id, ReadOnlyMemory<byte> content, LogPosition? seen, CancellationToken ct);

    /// <summary>The entries that follow an offset, oldest first.</summary>
    Task<LogPage> ReadAfterAsync(string log, long offset, int count, CancellationToken ct);

    /// <summary>The entries that precede an offset; the newest ones for <see cref="long.MaxValue"/>.</summary>
    Task<LogPage> ReadBeforeAsync(string log, long offset, int count, CancellationToken ct);

    /// <summary>Where logs end, in one round trip; null for those that do not exist.</summary>
    Task<IReadOnlyList<LogPosition?>> HeadsAsync(IReadOnlyList<string> logs, CancellationToken ct);
}
