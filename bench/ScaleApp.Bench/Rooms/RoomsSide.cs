using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Rooms;

/// <summary>What is sent: messages of one sender to as many clients, who are spread over the servers.</summary>
/// <param name="Clients">How many are in the room.</param>
/// <param name="Messages">How many each of them gets.</param>
/// <param name="Pause">After every ten messages, in milliseconds; 0 for none.</param>
/// <param name="Method">The method of the hub that the sender calls; the peer has the first only.</param>
internal sealed record RoomsLoad(int Clients, int Messages, int Pause, RoomsMethod Method = RoomsMethod.Message);

internal enum RoomsMethod
{
    /// <summary>A text, as Socket.IO's users send it.</summary>
    Message,

    /// <summary>A message of the shop that is not stored.</summary>
    Announce,

    /// <summary>A message of the shop, stored in its log first.</summary>
    Append,
}

/// <summary>What the clients of one run saw, as they print it, and the processor time of the servers for a delivery.</summary>
internal sealed record RoomsRound(double DeliveredPerSecond, double P99Ms, double CpuMicroseconds = 0);

/// <summary>Two servers of one kind, and how its clients are started.</summary>
internal sealed class RoomsSide(string name, (MeasuredProcess Process, int Port)[] servers, Func<IEnumerable<string>, Task<MeasuredProcess>> startClients)
    : IAsyncDisposable
{
    private const int IdleConnections = 1_000, WarmUpConnections = 50;

    private static readonly TimeSpan LongestRound = TimeSpan.FromMinutes(2);

    public async Task<RoomsRound> RunAsync(RoomsLoad load, CancellationToken ct)
    {
        var before = CpuTime();
        string[] arguments =
        [
            .. servers.Select(server => $"http://127.0.0.1:{server.Port}"),
            "--clients", $"{load.Clients}", "--messages", $"{load.Messages}", "--pause", $"{load.Pause}", .. load.Method == RoomsMethod.Message ? (string[])[] : ["--method", $"{load.Method}"],
        ];
        await using var process = await startClients(arguments);
        var output = await ReadAsync(process, ct);
        var round = output.StartsWith('{')
            ? JsonSerializer.Deserialize<RoomsRound>(output, JsonSerializerOptions.Web)!
            : throw new BenchException($"The clients of {name} printed '{output}' instead of their figures. {await process.EndAsync(ct)}");
        return round with { CpuMicroseconds = (CpuTime() - before).TotalMicroseconds / (load.Clients * load.Messages) };
    }

    /// <summary>
    /// Bytes of resident memory of one of our servers for each connection that does nothing, in one of ten rooms, after the server has let go of what it can.
    /// </summary>
    public async Task<double> MeasureIdleAsync(CancellationToken ct)
    {
        var (process, port) = servers[0];
        var address = new Uri($"http://127.0.0.1:{port}");
        await using var control = await RoomsClientsCommand.ConnectAsync(address, ct);

        // A few first, for the code that any number needs.
        var first = await OpenAsync(address, WarmUpConnections, ct);
        await Task.WhenAll(first.Select(connection => connection.DisposeAsync().AsTask()));
        await control.InvokeAsync("Settle", ct);
        var before = process.Resident;
        var connections = await OpenAsync(address, IdleConnections, ct);
        await control.InvokeAsync("Settle", ct);
        var after = process.Resident;
        await Task.WhenAll(connections.Select(connection => connection.DisposeAsync().AsTask()));
        return (after - before) / (double)IdleConnections;
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

    private static async Task<List<HubConnection>> OpenAsync(Uri address, int count, CancellationToken ct)
    {
        var connections = new List<HubConnection>();
        foreach (var batch in Enumerable.Range(0, count).Chunk(100))
        {
            connections.AddRange(await Task.WhenAll(batch.Select(async number =>
            {
                var connection = await RoomsClientsCommand.ConnectAsync(address, ct);
                await connection.InvokeAsync("Join", $"idle-{number % 10}", ct);
                return connection;
            })));
        }

        return connections;
    }

    private TimeSpan CpuTime() => MeasuredProcess.CpuTimeOf(servers.Select(server => server.Process.Id));
}
