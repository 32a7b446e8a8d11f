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

internal sealed class RedisCalls(ConnectionMultiplexer connection) : IAsyncDisposable
{
    public static async Task<RedisCalls> ConnectAsync(string connection) =>
        // INFO is an administrator's command.
        new(await ConnectionMultiplexer.ConnectAsync($"{connection},allowAdmin=true"));

    public async Task<RedisCount> CountAsync()
    {
        var commands = (await connection.GetServers()[0].InfoAsync("commandstats")).SelectMany(section => section);

        // As in "cmdstat_evalsha:calls=12,usec=340".
        var calls = commands.ToLookup(
            command => command.Key.StartsWith("cmdstat_eval", StringComparison.Ordinal), command => long.Parse(command.Value.Split('=', ',')[1]));
        return new RedisCount(calls[true].Sum(), calls[false].Sum());
    }

    public async ValueTask DisposeAsync() => await connection.CloseAsync();
}
