using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Rooms;

/// <summary>Rounds of both sides by turns, and of our durable path beside our plain one.</summary>
internal sealed class RoomsBenchmark(RoomsSide ours, RoomsSide peer, int clients, int messages)
{
    // Ten messages in as many milliseconds to few clients is less than can be delivered, so those are also sent to without pauses;
    // with many clients that overruns the peer, whose servers end then.
    private const int Pause = 5;
    private const int FewClients = 100;

    public async Task<IReadOnlyList<Comparison>> RunAsync(int rounds, CancellationToken ct)
    {
        var paced = new RoomsLoad(clients, messages, Pause);
        List<Func<Task<RoomsRound>>> sides =
        [
            () => ours.RunAsync(paced, ct),
            () => peer.RunAsync(paced, ct),
            () => ours.RunAsync(paced with { IsDurable = true }, ct),
        ];
        if (clients <= FewClients)
        {
            sides.Add(() => ours.RunAsync(paced with { Pause = 0 }, ct));
            sides.Add(() => peer.RunAsync(paced with { Pause = 0 }, ct));
        }

        Console.Error.WriteLine($"{clients} clients:");
        var medians = (await Rounds.RunAsync(rounds + 1, sides)).Select(MedianOf).ToArray();
        var (plain, other, durable) = (medians[0], medians[1], medians[2]);
        return
        [
            new($"{clients} clients: deliveries a second", plain.DeliveredPerSecond, other.DeliveredPerSecond, MinRatio: 2),
            .. clients <= FewClients
                ? [new($"{clients} clients: deliveries a second, sent without pauses", medians[3].DeliveredPerSecond, medians[4].DeliveredPerSecond, MinRatio: 2)]
                : (Comparison[])[],
            new($"{clients} clients: p99 (ms)", plain.P99Ms, other.P99Ms, MaxRatio: 0.5),
            new($"{clients} clients: CPU a delivery (us)", plain.CpuMicroseconds, other.CpuMicroseconds, MaxRatio: 0.5),
            new($"{clients} clients: durable beside plain, CPU a delivery (us)", durable.CpuMicroseconds, plain.CpuMicroseconds, MaxRatio: 2),
            new($"{clients} clients: durable beside plain, p99 (ms)", durable.P99Ms, plain.P99Ms, MaxRatio: 2),
            new($"{clients} clients: durable beside plain, deliveries a second", durable.DeliveredPerSecond, plain.DeliveredPerSecond, MinRatio: 0.5),
        ];
    }

    /// <summary>The first round warms up and does not count.</summary>
    private static RoomsRound MedianOf(List<RoomsRound> rounds)
    {
        var counted = rounds.Skip(1).ToArray();
        return new(counted.Median(round => round.DeliveredPerSecond), counted.Median(round => round.P99Ms), counted.Median(round => round.CpuMicroseconds));
    }
}
