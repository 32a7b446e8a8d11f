using System.Globalization;
using StackExchange.Redis;

namespace ScaleApp.Bench.Measuring;

/// <summary>The redis-server that both sides use in turn, in a temporary folder.</summary>
internal sealed class BenchRedis : IAsyncDisposable
{
    private readonly MeasuredProcess _process;
    private readonly string _folder;
    private readonly ConnectionMultiplexer _connection;

    private BenchRedis(MeasuredProcess process, string folder, string address, bool appendOnly, ConnectionMultiplexer connection) =>
        (_process, _folder, Address, AppendOnly, _connection) = (process, folder, address, appendOnly, connection);

    /// <summary>Host and port.</summary>
    public string Address { get; }

    public bool AppendOnly { get; }

    public static async Task<BenchRedis> StartAsync(bool appendOnly)
    {
        var folder = Directory.CreateTempSubdirectory("scaleapp-bench-redis-").FullName;
        var port = FreePort.Find();
        var process = MeasuredProcess.Start(Programs.Find("redis-server"),
        [
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", appendOnly ? "yes" : "no",
        ]);
        var address = $"127.0.0.1:{port}";
        var options = ConfigurationOptions.Parse($"{address},allowAdmin=true,connectRetry=20,syncTimeout=60000,responseTimeout=60000");
        return new BenchRedis(process, folder, address, appendOnly, await ConnectionMultiplexer.ConnectAsync(options));
    }

    public Task FlushAsync() => _connection.GetDatabase().ExecuteAsync("FLUSHALL");

    public Task ResetStatisticsAsync() => _connection.GetDatabase().ExecuteAsync("CONFIG", "RESETSTAT");

    /// <summary>How many scripts ran since the statistics were reset.</summary>
    public async Task<double> ScriptCallsAsync()
    {
        var info = (await _connection.GetDatabase().ExecuteAsync("INFO", "commandstats")).ToString()!;
        return info.Split("\r\n")
            .Where(line => line.StartsWith("cmdstat_eval", StringComparison.Ordinal) || line.StartsWith("cmdstat_fcall", StringComparison.Ordinal))
            .Sum(line => double.Parse(Between(line, "calls=", ","), CultureInfo.InvariantCulture));
    }

    /// <summary>Processor time (user and system) that Redis has taken since it started, in microseconds.</summary>
    public async Task<double> CpuAsync()
    {
        var info = (await _connection.GetDatabase().ExecuteAsync("INFO", "cpu")).ToString()!;
        return (Seconds("used_cpu_user:") + Seconds("used_cpu_sys:")) * 1_000_000;

        double Seconds(string name) => double.Parse(Between(info, name, "\r"), CultureInfo.InvariantCulture);
    }

    /// <summary>Bytes that the data take.</summary>
    public async Task<double> UsedMemoryAsync()
    {
        var info = (await _connection.GetDatabase().ExecuteAsync("INFO", "memory")).ToString()!;
        return double.Parse(Between(info, "used_memory_dataset:", "\r"), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.CloseAsync();
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }
}
