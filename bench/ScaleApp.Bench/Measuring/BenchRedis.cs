using StackExchange.Redis;

namespace ScaleApp.Bench.Measuring;

/// <summary>The redis-server that both sides use in turn, in a temporary folder.</summary>
internal sealed class BenchRedis(MeasuredProcess process, string folder, string address, ConnectionMultiplexer connection) : IAsyncDisposable
{
    /// <summary>Host and port.</summary>
    public string Address => address;

    public ConnectionMultiplexer Connection => connection;

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
        await connection.DisposeAsync();
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
