using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Gateway;

/// <summary>Reads the gateway's resident memory after each part of many requests: it is flat if nothing is kept of a request.</summary>
internal sealed class MemoryBenchmark(long requests, int connections, Action<string> log)
{
    /// <summary>How often it is read.</summary>
    public const int Step = 100_000;

    // Short, so that the memory is read close to each step.
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    private readonly Wrk _wrk = new(Programs.Find("wrk"));

    public async Task<IReadOnlyList<MemoryFigure>> RunAsync(CancellationToken cancellationToken)
    {
        await using var upstreams = await Upstreams.StartAsync(count: 3, cancellationToken);
        await using var sink = await TelemetrySink.StartAsync(cancellationToken);
        await using var gateway = await GatewayProcess.StartAsync(upstreams.Redis, sink.Address, cancellationToken);
        var figures = new List<MemoryFigure> { new(0, ResidentOf(gateway), 0) };
        var (sent, errors) = (0L, 0L);
        while (sent < requests)
        {
            var load = await _wrk.RunAsync(new Uri($"http://127.0.0.1:{gateway.Port}/"), connections, Round, cancellationToken);
            (sent, errors) = (sent + load.Requests, errors + load.Errors);
            if (sent >= (figures.Count * (long)Step))
            {
                figures.Add(new MemoryFigure(sent, ResidentOf(gateway), errors));
                log($"{sent} requests: {figures[^1].ResidentMegabytes:0} MB");
            }
        }

        return figures;
    }

    private static double ResidentOf(GatewayProcess gateway)
    {
        using var process = System.Diagnostics.Process.GetProcessById(gateway.Process.Id);
        return process.WorkingSet64 / 1_000_000d;
    }
}

/// <summary>The gateway's memory at a time.</summary>
/// <param name="Requests">It has answered until then.</param>
/// <param name="ResidentMegabytes">Resident memory.</param>
/// <param name="Errors">Requests that failed until then.</param>
internal sealed record MemoryFigure(long Requests, double ResidentMegabytes, long Errors);
