using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace ScaleApp.Redis;

/// <summary>Names a call by the Redis command in its source text: <c>db =&gt; db.StringGetAsync(key)</c> is <c>GET</c>.</summary>
internal static partial class RedisOperation
{
    // One entry a place in the code; the cap holds should somebody pass texts made at run time.
    private const int MaxRemembered = 2_000;

    private static readonly ConcurrentDictionary<string, string> Remembered = new();

    private static readonly Dictionary<string, string> Commands = new(StringComparer.Ordinal)
    {
        ["Ping"] = "PING",
        ["Publish"] = "PUBLISH",
        ["ScriptEvaluate"] = "EVALSHA",
        ["KeyDelete"] = "DEL",
        ["KeyExists"] = "EXISTS",
        ["KeyExpire"] = "PEXPIRE",
        ["KeyTimeToLive"] = "PTTL",
        ["KeyPersist"] = "PERSIST",
        ["KeyRename"] = "RENAME",
        ["KeyType"] = "TYPE",
        ["StringGet"] = "GET",
        ["StringSet"] = "SET",
        ["StringIncrement"] = "INCRBY",
        ["StringDecrement"] = "DECRBY",
        ["StringAppend"] = "APPEND",
        ["StringLength"] = "STRLEN",
        ["StringGetSet"] = "GETSET",
        ["HashGet"] = "HGET",
        ["HashGetAll"] = "HGETALL",
        ["HashSet"] = "HSET",
        ["HashDelete"] = "HDEL",
        ["HashIncrement"] = "HINCRBY",
        ["HashExists"] = "HEXISTS",
        ["HashLength"] = "HLEN",
        ["HashKeys"] = "HKEYS",
        ["HashValues"] = "HVALS",
        ["ListLeftPush"] = "LPUSH",
        ["ListRightPush"] = "RPUSH",
        ["ListLeftPop"] = "LPOP",
        ["ListRightPop"] = "RPOP",
        ["ListRange"] = "LRANGE",
        ["ListLength"] = "LLEN",
        ["ListRemove"] = "LREM",
        ["ListTrim"] = "LTRIM",
        ["SetAdd"] = "SADD",
        ["SetRemove"] = "SREM",
        ["SetMembers"] = "SMEMBERS",
        ["SetContains"] = "SISMEMBER",
        ["SetLength"] = "SCARD",
        ["SortedSetAdd"] = "ZADD",
        ["SortedSetRemove"] = "ZREM",
        ["SortedSetLength"] = "ZCARD",
        ["SortedSetScore"] = "ZSCORE",
        ["SortedSetRank"] = "ZRANK",
        ["SortedSetIncrement"] = "ZINCRBY",
        ["SortedSetRangeByRank"] = "ZRANGE",
        ["SortedSetRangeByRankWithScores"] = "ZRANGE",
        ["SortedSetRangeByScore"] = "ZRANGEBYSCORE",
        ["SortedSetRangeByScoreWithScores"] = "ZRANGEBYSCORE",
    };

    /// <summary>
    /// The command of the first call in the text, or the text when it is a command; a method without a command of its own by its
    /// name, a text without a method as <c>command</c>.
    /// </summary>
    public static string NameOf(string expression)
    {
        if (Remembered.TryGetValue(expression, out var name))
        {
            return name;
        }

        name = Read(expression);
        if (Remembered.Count < MaxRemembered)
        {
            Remembered.TryAdd(expression, name);
        }

        return name;
    }

    private static string Read(string expression)
    {
        if (expression.All(char.IsAsciiLetterUpper))
        {
            return expression;
        }

        if (RawCommand().Match(expression) is { Success: true } raw)
        {
            return raw.Groups[1].Value.ToUpperInvariant();
        }

        var method = Method().Match(expression).Groups[1].Value;
        return method is "" ? "command" : Commands.GetValueOrDefault(method, method);
    }

    [GeneratedRegex("""\.Execute(?:Async)?\(\s*"(\w+)""", RegexOptions.CultureInvariant)]
    private static partial Regex RawCommand();

    [GeneratedRegex(@"\.(\w+?)(?:Async)?(?:<[^(]*>)?\(", RegexOptions.CultureInvariant)]
    private static partial Regex Method();
}
