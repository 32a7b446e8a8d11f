using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace ScaleApp.Bench.Http;

/// <summary>What a redis-server has executed.</summary>
/// <param name="Scripts">Scripts that clients called.</param>
/// <param name="Others">All other commands, those of scripts among them: Redis does not tell them apart.</param>
internal sealed record RedisCount(long Scripts, long Others)
{
    // Below this number of scripts a request, they are those that services call by themselves now and then.
    private const double Background = 0.05;

    /// <summary>How many round trips a request takes: no endpoint here both calls a script and another command.</summary>
    public double PerRequest(RedisCount before, long requests)
    {
        var scripts = (double)(Scripts - before.Scripts) / Math.Max(1, requests);
        return scripts > Background ? scripts : (double)(Others - before.Others) / Math.Max(1, requests);
    }
}

/// <summary>Counts what a redis-server executes.</summary>
internal sealed partial class RedisCalls : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _connection;

    private RedisCalls(ConnectionMultiplexer connection) => _connection = connection;

    public static async Task<RedisCalls> ConnectAsync(string connection) =>
        // INFO is an administrator's command.
        new(await ConnectionMultiplexer.ConnectAsync($"{connection},allowAdmin=true"));

    public async Task<RedisCount> CountAsync()
    {
        var info = (await _connection.GetDatabase().ExecuteAsync("INFO", "commandstats")).ToString()!;
        var calls = Calls().Matches(info).ToLookup(
            match => match.Groups[1].Value.StartsWith("eval", StringComparison.Ordinal), match => long.Parse(match.Groups[2].Value));
        return new RedisCount(calls[true].Sum(), calls[false].Sum());
    }

    public async ValueTask DisposeAsync() => await _connection.CloseAsync();

    [GeneratedRegex(@"cmdstat_([\w|]+):calls=(\d+)")]
    private static partial Regex Calls();
}
