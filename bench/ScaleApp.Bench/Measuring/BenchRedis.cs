using StackExchange.Redis;

namespace ScaleApp.Bench.Measuring;

/// <summary>The redis-server that both sides use in turn, in a temporary folder.</summary>
internal sealed class BenchRedis : IAsyncDisposable
{
    private readonly MeasuredProcess _process;
    private readonly string _folder;

    private BenchRedis(MeasuredProcess process, string folder, string address, ConnectionMultiplexer connection) =>
        (_process, _folder, Address, Connection) = (process, folder, address, connection);

    /// <summary>Host and port.</summary>
    public string Address { get; }

    public ConnectionMultiplexer Connection { get; }

    public static async Task<BenchRedis> StartAsync(bool appendOnly)
    {
        var folder = Directory.CreateTempSubdirectory("scaleapp-bench-redis-").FullName;
        var port = FreePort.Find();
        var process = MeasuredProcess.Start(Programs.Find("redis-server"),
        [
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", appendOnly ? "yes" : "no",
        ]);
        var address = $"127.0.0.1:{port}";
        return new BenchRedis(process, folder, address, await ConnectionMultiplexer.ConnectAsync($"{address},allowAdmin=true,connectRetry=20,asyncTimeout=60000"));
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
