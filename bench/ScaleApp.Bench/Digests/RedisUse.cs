using System.Globalization;
using StackExchange.Redis;

namespace ScaleApp.Bench.Digests;

/// <summary>What a run costs Redis: commands, processor time, and the most memory that its data take beyond what they took before.</summary>
internal sealed class RedisUse : IAsyncDisposable
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
        var info = (await redis.GetServers()[0].InfoAsync()).SelectMany(section => section).ToLookup(line => line.Key, line => line.Value);
        return ((long)Number("total_commands_processed"), (long)Number("used_memory_dataset"), Number("used_cpu_sys") + Number("used_cpu_user"));

        double Number(string name) => double.Parse(info[name].First(), CultureInfo.InvariantCulture);
    }
}
