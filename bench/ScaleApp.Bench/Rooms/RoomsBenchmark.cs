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
    // Ten messages in as many milliseconds to few clients is less than can be delivered, so those are also sent to without pauses;
    // with many clients that overruns the peer, whose servers end then.
    private const int Pause = 5;
    private const int FewClients = 100;

    public async Task<IReadOnlyList<RoomsRow>> RunAsync(int rounds, CancellationToken ct)
    {
        var paced = new RoomsLoad(clients, messages, Pause);
        var (plain, durable, peers) = (new List<RoomsRound>(), new List<RoomsRound>(), new List<RoomsRound>());
        var (plainUnpaced, peersUnpaced) = (new List<RoomsRound>(), new List<RoomsRound>());
        for (var round = 0; round <= rounds; round++)
        {
            log($"{clients} clients, round {round} of {rounds} ...");
            plain.Add(await ours.RunAsync(paced, durable: false, ct));
            peers.Add(await peer.RunAsync(paced, durable: false, ct));
            durable.Add(await ours.RunAsync(paced, durable: true, ct));
            if (clients <= FewClients)
            {
                plainUnpaced.Add(await ours.RunAsync(paced with { Pause = 0 }, durable: false, ct));
                peersUnpaced.Add(await peer.RunAsync(paced with { Pause = 0 }, durable: false, ct));
            }
        }

        return
        [
            new($"{clients} clients: deliveries a second", Rate(plain), Rate(peers), 2, AtLeast: true),
            .. clients <= FewClients
                ? [new($"{clients} clients: deliveries a second, sent without pauses", Rate(plainUnpaced), Rate(peersUnpaced), 2, AtLeast: true)]
                : (RoomsRow[])[],
            new($"{clients} clients: p99 (ms)", P99(plain), P99(peers), 0.5, AtLeast: false),
            new($"{clients} clients: CPU a delivery (us)", Cpu(plain), Cpu(peers), 0.5, AtLeast: false),
            new($"{clients} clients: durable beside plain, CPU a delivery (us)", Cpu(durable), Cpu(plain), 2, AtLeast: false),
            new($"{clients} clients: durable beside plain, p99 (ms)", P99(durable), P99(plain), 2, AtLeast: false),
            new($"{clients} clients: durable beside plain, deliveries a second", Rate(durable), Rate(plain), 0.5, AtLeast: true),
        ];
    }

    private static double Rate(List<RoomsRound> rounds) => Median(rounds, round => round.Figures.DeliveredPerSecond);

    private static double P99(List<RoomsRound> rounds) => Median(rounds, round => round.Figures.P99Ms);

    private static double Cpu(List<RoomsRound> rounds) => Median(rounds, round => round.CpuMicrosecondsPerDelivery);

    // The first round warms up and does not count.
    private static double Median(List<RoomsRound> rounds, Func<RoomsRound, double> figure) => rounds.Skip(1).Median(figure);
}
