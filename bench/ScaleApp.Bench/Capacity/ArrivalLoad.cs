using System.Diagnostics;

namespace ScaleApp.Bench.Capacity;

/// <summary>What came of the requests of one step.</summary>
/// <param name="Rate">Arrivals a second.</param>
/// <param name="Answered">Requests that were answered well.</param>
/// <param name="Failed">Requests that were not, or not in time.</param>
/// <param name="Mean">The mean time from a request's arrival to its answer.</param>
/// <param name="P99">The time in which 99 of 100 were answered.</param>
/// <param name="Processors">Processors that the replicas used together.</param>
internal sealed record LoadStep(double Rate, long Answered, long Failed, TimeSpan Mean, TimeSpan P99, double Processors)
{
    /// <summary>Requests in flight on average, by Little's law.</summary>
    public double InFlight => Rate * Mean.TotalSeconds;

    public bool Meets(TimeSpan p99) => Failed == 0 && Answered > 0 && P99 <= p99;
}

/// <summary>Requests that arrive at a constant rate whatever the answers take, as those of many customers do.</summary>
/// <remarks>A request is timed from the moment at which it was due, so a server that stands still is not spared the requests it delays.</remarks>
internal sealed class ArrivalLoad(Func<int, CancellationToken, Task<bool>> send)
{
    /// <summary>More requests under way than this are failures: the server has stopped keeping up.</summary>
    private const int MostInFlight = 2_000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Sends for <paramref name="duration"/>, and waits for what is under way.</summary>
    /// <param name="rate">Requests a second.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="used">Processor time that the server has used so far.</param>
    /// <param name="ct">Ends it early.</param>
    public async Task<LoadStep> RunAsync(double rate, TimeSpan duration, Func<TimeSpan> used, CancellationToken ct)
    {
        var count = (int)(rate * duration.TotalSeconds);
        var latencies = new TimeSpan[count];
        var (inFlight, failed) = (0, 0L);
        var before = used();
        var begin = Stopwatch.GetTimestamp();
        var under = new List<Task>(count);
        using var timer = new PeriodicTimer(Tick);
        for (var sent = 0; sent < count;)
        {
            var due = Math.Min(count, (int)(Stopwatch.GetElapsedTime(begin).TotalSeconds * rate) + 1);
            for (; sent < due; sent++)
            {
                if (Volatile.Read(ref inFlight) >= MostInFlight)
                {
                    Interlocked.Increment(ref failed);
                    latencies[sent] = TimeSpan.MaxValue;
                    continue;
                }

                Interlocked.Increment(ref inFlight);
                under.Add(SendAsync(sent));
            }

            await timer.WaitForNextTickAsync(ct);
        }

        var processors = (used() - before) / Stopwatch.GetElapsedTime(begin);
        await Task.WhenAll(under);
        var answered = latencies.Where(latency => latency != TimeSpan.MaxValue).Order().ToArray();
        return new LoadStep(rate, answered.Length, failed, Mean(answered), Percentile(answered, 0.99), processors);

        async Task SendAsync(int number)
        {
            // Off the loop that keeps the pace.
            await Task.Yield();
            var isGood = await send(number, ct);
            latencies[number] = isGood ? Stopwatch.GetElapsedTime(begin) - TimeSpan.FromSeconds(number / rate) : TimeSpan.MaxValue;
            if (!isGood)
            {
                Interlocked.Increment(ref failed);
            }

            Interlocked.Decrement(ref inFlight);
        }
    }

    private static TimeSpan Mean(TimeSpan[] sorted) => sorted.Length == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)sorted.Average(latency => latency.Ticks));

    private static TimeSpan Percentile(TimeSpan[] sorted, double part) =>
        sorted.Length == 0 ? TimeSpan.MaxValue : sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)];
}
