using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScaleApp.Redis.SignalR;

/// <inheritdoc/>
internal sealed class MessageLog(IRedisConnection redis, IOptions<MessageLogOptions> options) : IMessageLog
{
    // Redis' scripts write numbers with 14 digits.
    private const long LargestOffset = 99_999_999_999_999;

    private static readonly RedisScript AppendScript = RedisScript.Load(typeof(MessageLog).Assembly, "SignalR/Logs/append.lua");
    private static readonly RedisScript ReadScript = RedisScript.Load(typeof(MessageLog).Assembly, "SignalR/Logs/read.lua");
    private static readonly RedisScript RenewScript = RedisScript.Load(typeof(MessageLog).Assembly, "SignalR/Logs/renew.lua");

    public async Task<LogAppended> AppendAsync(string log, string id, ReadOnlyMemory<byte> content, LogPosition? seen, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentOutOfRangeException.ThrowIfZero(content.Length, nameof(content));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, options.Value.MaxContentBytes, nameof(content));
        var answer = (RedisResult[])(await redis.EvaluateAsync(AppendScript, Keys(log),
            [
                id, content.ToArray(), options.Value.Length, (long)options.Value.Retention.TotalMilliseconds, NewEpoch(),
                seen?.Epoch ?? "", seen?.Offset ?? 0, ChannelName(log),
            ], ct))!;

        return new LogAppended(new LogPosition((string)answer[0]!, (long)answer[1]),
            DateTimeOffset.FromUnixTimeMilliseconds((long)answer[2]), (int)answer[3] == 1);
    }

    public Task<LogPage> ReadAfterAsync(string log, long offset, int count, CancellationToken ct) =>
        ReadAsync(log, "after", offset, count, ct);

    public async Task<LogPage> ReadBeforeAsync(string log, long offset, int count, CancellationToken ct)
    {
        var page = await ReadAsync(log, "before", Math.Min(offset, LargestOffset), count, ct);
        return page with { Entries = [.. page.Entries.Reverse()] };
    }

    public async Task<IReadOnlyList<LogPosition?>> HeadsAsync(IReadOnlyList<string> logs, CancellationToken ct)
    {
        RedisValue[] fields = ["epoch", "offset"];
        var heads = await redis.ExecuteAsync(db => Task.WhenAll(logs.Select(log => db.HashGetAsync(Keys(log)[1], fields))), ct, "HMGET");
        return [.. heads.Select(head => head[0].IsNull ? (LogPosition?)null : new LogPosition(head[0]!, (long)head[1]))];
    }

    /// <summary>Begins a new epoch when Redis has fewer entries than were seen. Returns whether this call did.</summary>
    public async Task<bool> RenewAsync(string log, LogPosition seen, CancellationToken ct) =>
        (int)await redis.EvaluateAsync(RenewScript, [Keys(log)[1]], [seen.Epoch, seen.Offset, NewEpoch()], ct) == 1;

    /// <summary>Where appended entries are published, see <see cref="PublishedEntry"/>.</summary>
    public RedisChannel Channel(string log) => new(System.Text.Encoding.UTF8.GetBytes(ChannelName(log)), RedisChannel.PatternMode.Literal);

    private string ChannelName(string log) => $"{options.Value.KeyPrefix}:{{{log}}}:appended";

    private async Task<LogPage> ReadAsync(string log, string direction, long offset, int count, CancellationToken ct)
    {
        var answer = (RedisResult[])(await redis.EvaluateAsync(ReadScript, Keys(log)[..2], [direction, offset, count], ct))!;
        var fields = (RedisResult[])answer[3]!;
        var entries = new LogEntry[fields.Length / 3];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = new LogEntry((long)fields[3 * i], DateTimeOffset.FromUnixTimeMilliseconds((long)fields[(3 * i) + 1]),
                (byte[])fields[(3 * i) + 2]!);
        }

        return new LogPage(new LogPosition((string)answer[0]!, (long)answer[1]), (long)answer[2], entries);
    }

    private RedisKey[] Keys(string log)
    {
        ArgumentException.ThrowIfNullOrEmpty(log);
        var prefix = $"{options.Value.KeyPrefix}:{{{log}}}";
        return [$"{prefix}:entries", $"{prefix}:head", $"{prefix}:ids"];
    }

    // Random, not counted: a counter that Redis lost would give out an epoch again.
    private static string NewEpoch() => RandomNumberGenerator.GetHexString(12, lowercase: true);
}
