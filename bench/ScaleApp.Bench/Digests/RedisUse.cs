using System.Globalization;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace ScaleApp.Bench.Digests;

/// <summary>What a run costs Redis: commands, processor time, and the most memory that its data take beyond what they took before.</summary>
internal sealed partial class RedisUse : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly ConnectionMultiplexer _connection;
    private readonly CancellationTokenSource _stop = new();
    private readonly (long Commands, long Bytes, double CpuSeconds) _before;
    private readonly Task _watching;
    private long _peak;
    private long _own;

    private RedisUse(ConnectionMultiplexer connection, (long Commands, long Bytes, double CpuSeconds) before)
    {
        (_connection, _before, _peak) = (connection, before, before.Bytes);
        _watching = WatchAsync();
    }

    public static async Task<RedisUse> StartAsync(string connection)
    {
        var redis = await ConnectionMultiplexer.ConnectAsync($"{connection},allowAdmin=true");
        return new RedisUse(redis, await ReadAsync(redis));
    }

    public async Task<(long Commands, double PeakMebibytes, TimeSpan Cpu)> EndAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        var (commands, _, cpu) = await ReadAsync(_connection);
        return (commands - _before.Commands - _own, (_peak - _before.Bytes) / (1024.0 * 1024), TimeSpan.FromSeconds(cpu - _before.CpuSeconds));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        await _connection.CloseAsync();
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            _peak = Math.Max(_peak, (await ReadAsync(_connection)).Bytes);
            _own++;
            await Task.Delay(Interval, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<(long Commands, long Bytes, double CpuSeconds)> ReadAsync(ConnectionMultiplexer redis)
    {
        var info = (await redis.GetDatabase().ExecuteAsync("INFO", "everything")).ToString()!;
        return ((long)Number(Commands().Match(info)), (long)Number(Bytes().Match(info)), Cpu().Matches(info).Sum(Number));

        static double Number(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"total_commands_processed:(\d+)")]
    private static partial Regex Commands();

    // Of all threads; that of children, which rewrite the log, stands beside it.
    [GeneratedRegex(@"\bused_cpu_(?:sys|user):([\d.]+)")]
    private static partial Regex Cpu();

    [GeneratedRegex(@"used_memory_dataset:(\d+)")]
    private static partial Regex Bytes();
}
