using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Rooms;

/// <summary>Rounds of both sides by turns, and of our messages with the log beside the same without it.</summary>
internal sealed class RoomsBenchmark(RoomsSide ours, RoomsSide peer, int clients, int messages)
{
    // Ten messages in as many milliseconds to few clients is less than can be delivered, so those are also sent to without pauses;
    // with many clients that overruns the peer, whose servers end then.
    private const int Pause = 5;
    private const int FewClients = 100;

    // Deliveries a second that the clients bear on two processors: beyond, a percentile tells how long their queue is.
    private const int PacedRate = 40_000;

    public async Task<IReadOnlyList<Comparison>> RunAsync(int rounds, CancellationToken ct)
    {
        var fast = new RoomsLoad(clients, messages, Pause);
        var paced = fast with { Pause = 10 * 1000 * clients / PacedRate };
        List<Func<Task<RoomsRound>>> sides =
        [
            () => ours.RunAsync(fast, ct),
            () => peer.RunAsync(fast, ct),
            () => ours.RunAsync(fast with { Method = RoomsMethod.Append }, ct),
            () => ours.RunAsync(fast with { Method = RoomsMethod.Announce }, ct),
            () => ours.RunAsync(paced with { Method = RoomsMethod.Append }, ct),
            () => ours.RunAsync(paced with { Method = RoomsMethod.Announce }, ct),
        ];
        if (clients <= FewClients)
        {
            sides.Add(() => ours.RunAsync(fast with { Pause = 0 }, ct));
            sides.Add(() => peer.RunAsync(fast with { Pause = 0 }, ct));
        }

        Console.Error.WriteLine($"{clients} clients:");
        var medians = (await Rounds.RunAsync(rounds + 1, sides)).Select(MedianOf).ToArray();
        var (plain, other, stored, unstored, storedPaced, unstoredPaced) = (medians[0], medians[1], medians[2], medians[3], medians[4], medians[5]);
        return
        [
            new($"{clients} clients: deliveries a second", plain.DeliveredPerSecond, other.DeliveredPerSecond, MinRatio: 2),
            .. clients <= FewClients
                ? [new($"{clients} clients: deliveries a second, sent without pauses", medians[^2].DeliveredPerSecond, medians[^1].DeliveredPerSecond, MinRatio: 2)]
                : (Comparison[])[],
            new($"{clients} clients: p99 (ms)", plain.P99Ms, other.P99Ms, MaxRatio: 0.5),
            new($"{clients} clients: CPU a delivery (us)", plain.CpuMicroseconds, other.CpuMicroseconds, MaxRatio: 0.5),
            new($"{clients} clients: log beside none, deliveries a second", stored.DeliveredPerSecond, unstored.DeliveredPerSecond, MinRatio: 0.5),
            new($"{clients} clients: log beside none, CPU a delivery (us)", storedPaced.CpuMicroseconds, unstoredPaced.CpuMicroseconds, MaxRatio: 2),
            new($"{clients} clients: log beside none, p99 (ms)", storedPaced.P99Ms, unstoredPaced.P99Ms, MaxRatio: 2),
        ];
    }

    /// <summary>The first round warms up and does not count.</summary>
    private static RoomsRound MedianOf(List<RoomsRound> rounds)
    {
        var counted = rounds.Skip(1).ToArray();
        return new(counted.Median(round => round.DeliveredPerSecond), counted.Median(round => round.P99Ms), counted.Median(round => round.CpuMicroseconds));
    }
}
