using System.Text.Json;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Rooms;

/// <summary>One round of a side: what its clients saw, and the processor time of its servers.</summary>
internal sealed record RoomsRound(RoomsFigures Figures, double CpuMicrosecondsPerDelivery);

/// <summary>Two servers of one kind, and how its clients are started.</summary>
internal sealed class RoomsSide(string name, (MeasuredProcess Process, int Port)[] servers, Func<IEnumerable<string>, MeasuredProcess> startClients)
    : IAsyncDisposable
{
    public string Name => name;

    public int[] Ports => Array.ConvertAll(servers, server => server.Port);

    public MeasuredProcess[] Servers => Array.ConvertAll(servers, server => server.Process);

    public async Task<RoomsRound> RunAsync(int clients, int messages, bool durable, CancellationToken ct)
    {
        var before = CpuTime();
        string[] arguments =
        [
            .. Ports.Select(port => $"http://127.0.0.1:{port}"),
            "--clients", $"{clients}", "--messages", $"{messages}", .. durable ? ["--durable"] : (string[])[],
        ];
        await using var process = startClients(arguments);
        var output = await process.Output.ReadToEndAsync(ct);
        var figures = output.StartsWith('{')
            ? JsonSerializer.Deserialize(output, RoomsJson.Default.RoomsFigures)!
            : throw new BenchException($"The clients of {name} printed '{output}' instead of their figures. {await process.EndAsync(ct)}");
        return new RoomsRound(figures, (CpuTime() - before).TotalMicroseconds / (clients * messages));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            await server.Process.DisposeAsync();
        }
    }

    private TimeSpan CpuTime() => TimeSpan.FromTicks(servers.Sum(server => server.Process.CpuTime().Ticks));
}
