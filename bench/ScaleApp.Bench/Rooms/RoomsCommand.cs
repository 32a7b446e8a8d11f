using System.CommandLine;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Rooms;

internal static class RoomsCommand
{
    public static Command Create()
    {
        var rounds = BenchCommand.Number("--rounds", "-r", "Rounds a side; the median counts.", 5);
        var clients = new Option<int[]>("--clients", "-c")
        {
            Description = "How many clients; once for each number.",
            DefaultValueFactory = _ => [100, 1_000],
            AllowMultipleArgumentsPerToken = true,
        };
        var messages = BenchCommand.Number("--messages", "-m", "Messages a round.", 500, most: 1_000_000);
        var json = BenchCommand.Json();
        var command = new Command("rooms", "Rooms over two replicas against Socket.IO with its Redis adapter.") { rounds, clients, messages, json };
        command.Run(async (parsed, ct) =>
        {
            var rows = await MeasureAsync(parsed.GetValue(clients)!, parsed.GetValue(messages), parsed.GetValue(rounds), ct);
            BenchCommand.Print(rows, parsed.GetValue(json), Comparison.Table);
        });
        return command;
    }

    private static async Task<List<Comparison>> MeasureAsync(int[] clients, int messages, int rounds, CancellationToken ct)
    {
        await using var redis = await BenchRedis.StartAsync(appendOnly: false);
        await using var ours = await StartOursAsync(redis.Address, ct);
        await using var peer = await StartPeerAsync(redis.Address, ct);
        // Before anything else: what a load leaves in a server's pools would hide it.
        var rows = new List<Comparison> { new("memory per idle connection (KiB)", await ours.MeasureIdleAsync(ct) / 1024, Max: 30) };
        foreach (var count in clients)
        {
            rows.AddRange(await new RoomsBenchmark(ours, peer, count, messages).RunAsync(rounds, ct));
        }

        return rows;
    }

    private static async Task<RoomsSide> StartOursAsync(string redis, CancellationToken ct) => new("ScaleApp",
        [
            await HiddenServer.StartAsync(RoomsServerCommand.Name, redis, ct),
            await HiddenServer.StartAsync(RoomsServerCommand.Name, redis, ct),
        ],
        arguments => Task.FromResult(MeasuredProcess.StartOwn([RoomsClientsCommand.Name, .. arguments])));

    private static async Task<RoomsSide> StartPeerAsync(string redis, CancellationToken ct) => new("Socket.IO",
        [await Peers.StartServerAsync(redis, database: null, ct), await Peers.StartServerAsync(redis, database: null, ct)],
        arguments => Peers.StartAsync("rooms.js", redis, database: null, arguments, ct));
}
