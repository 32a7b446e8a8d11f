using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Gateway;

/// <summary>Reads the gateway's resident memory after each part of many requests: it is flat if nothing is kept of a request.</summary>
internal static class MemoryBenchmark
{
    public const int Step = 100_000;

    // Short, so that the memory is read close to each step.
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<MemoryFigure>> RunAsync(GatewayProcess gateway, long requests, int connections, CancellationToken cancellationToken)
    {
        var figures = new List<MemoryFigure> { new(0, gateway.Process.Resident / 1_000_000d, 0) };
        var (sent, errors) = (0L, 0L);
        while (sent < requests)
        {
            var load = await Wrk.RunAsync(gateway.Address, connections, Round, cancellationToken);
            (sent, errors) = (sent + load.Requests, errors + load.Errors);
            if (sent >= (figures.Count * (long)Step))
            {
                figures.Add(new MemoryFigure(sent, gateway.Process.Resident / 1_000_000d, errors));
                Console.Error.WriteLine($"{sent} requests: {figures[^1].ResidentMegabytes:0} MB");
            }
        }

        return figures;
    }
}

internal sealed record MemoryFigure(long Requests, double ResidentMegabytes, long Errors);
