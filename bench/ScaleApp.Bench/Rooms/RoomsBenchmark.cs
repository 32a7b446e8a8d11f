using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Rooms;

/// <summary>One figure, and what it should be: the ratio to what stands beside it, or the figure itself.</summary>
internal sealed record RoomsRow(string Name, double Ours, double? Peer, double Target, bool AtLeast)
{
    public double? Ratio => Ours / Peer;

    public bool IsReached => AtLeast ? (Ratio ?? Ours) >= Target : (Ratio ?? Ours) <= Target;
}

/// <summary>Rounds of both sides, turn about, and of our durable path beside our plain one.</summary>
internal sealed class RoomsBenchmark(RoomsSide ours, RoomsSide peer, int clients, int messages, Action<string> log)
{
    public async Task<IReadOnlyList<RoomsRow>> RunAsync(int rounds, CancellationToken ct)
    {
        var (plain, durable, peers) = (new List<RoomsRound>(), new List<RoomsRound>(), new List<RoomsRound>());
        // The first round warms up and does not count.
        for (var round = 0; round <= rounds; round++)
        {
            log($"{clients} clients, round {round} of {rounds} ...");
            var results = (await ours.RunAsync(clients, messages, durable: false, ct), await peer.RunAsync(clients, messages, durable: false, ct),
                await ours.RunAsync(clients, messages, durable: true, ct));
            if (round > 0)
            {
                plain.Add(results.Item1);
                peers.Add(results.Item2);
                durable.Add(results.Item3);
            }
        }

        return
        [
            new($"{clients} clients: deliveries a second", Rate(plain), Rate(peers), 2, AtLeast: true),
            new($"{clients} clients: p99 (ms)", P99(plain), P99(peers), 0.5, AtLeast: false),
            new($"{clients} clients: CPU a delivery (us)", Cpu(plain), Cpu(peers), 0.5, AtLeast: false),
            new($"{clients} clients: durable beside plain, CPU a delivery (us)", Cpu(durable), Cpu(plain), 2, AtLeast: false),
            new($"{clients} clients: durable beside plain, p99 (ms)", P99(durable), P99(plain), 2, AtLeast: false),
            new($"{clients} clients: durable beside plain, deliveries a second", Rate(durable), Rate(plain), 0.5, AtLeast: true),
        ];
    }

    private static double Rate(IEnumerable<RoomsRound> rounds) => rounds.Select(round => round.Figures.DeliveredPerSecond).Median();

    private static double P99(IEnumerable<RoomsRound> rounds) => rounds.Select(round => round.Figures.P99Ms).Median();

    private static double Cpu(IEnumerable<RoomsRound> rounds) => rounds.Select(round => round.CpuMicrosecondsPerDelivery).Median();
}
