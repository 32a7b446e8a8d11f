using System.Text.Json;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Rooms;

/// <summary>What is sent: messages of one sender to as many clients, who are spread over the servers.</summary>
/// <param name="Clients">How many are in the room.</param>
/// <param name="Messages">How many each of them gets.</param>
/// <param name="Pause">After every ten messages, in milliseconds; 0 for none.</param>
internal sealed record RoomsLoad(int Clients, int Messages, int Pause);

/// <summary>One round of a side: what its clients saw, and the processor time of its servers.</summary>
internal sealed record RoomsRound(RoomsFigures Figures, double CpuMicrosecondsPerDelivery);

/// <summary>Two servers of one kind, and how its clients are started.</summary>
internal sealed class RoomsSide(string name, (MeasuredProcess Process, int Port)[] servers, Func<IEnumerable<string>, Task<MeasuredProcess>> startClients)
    : IAsyncDisposable
{
    private static readonly TimeSpan LongestRound = TimeSpan.FromMinutes(2);

    public IReadOnlyList<(MeasuredProcess Process, int Port)> Servers => servers;

    public async Task<RoomsRound> RunAsync(RoomsLoad load, bool durable, CancellationToken ct)
    {
        var before = CpuTime();
        string[] arguments =
        [
            .. servers.Select(server => $"http://127.0.0.1:{server.Port}"),
            "--clients", $"{load.Clients}", "--messages", $"{load.Messages}", "--pause", $"{load.Pause}", .. durable ? ["--durable"] : (string[])[],
        ];
        await using var process = await startClients(arguments);
        var output = await ReadAsync(process, ct);
        var figures = output.StartsWith('{')
            ? JsonSerializer.Deserialize<RoomsFigures>(output, JsonSerializerOptions.Web)!
            : throw new BenchException($"The clients of {name} printed '{output}' instead of their figures. {await process.EndAsync(ct)}");
        return new RoomsRound(figures, (CpuTime() - before).TotalMicroseconds / (load.Clients * load.Messages));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            await server.Process.DisposeAsync();
        }
    }

    private async Task<string> ReadAsync(MeasuredProcess process, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(LongestRound);
        try
        {
            return await process.Output.ReadToEndAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new BenchException($"The clients of {name} have not received everything within {LongestRound.TotalMinutes} minutes: was a server overrun?");
        }
    }

    private TimeSpan CpuTime() => TimeSpan.FromTicks(servers.Sum(server => server.Process.CpuTime().Ticks));
}
