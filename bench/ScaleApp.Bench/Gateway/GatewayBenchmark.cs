using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Gateway;

/// <summary>Starts the upstreams and both gateways once, then measures them in turn, so that a noisy minute hits all of them.</summary>
internal sealed class GatewayBenchmark(int rounds, TimeSpan duration, TimeSpan warmUp, int upstreamCount)
{
    public async Task<Comparison> RunAsync(int connections, CancellationToken cancellationToken)
    {
        var wrk = new Wrk(Programs.Find("wrk"));
        await using var upstreams = await Upstreams.StartAsync(upstreamCount, cancellationToken);
        await using var sink = await TelemetrySink.StartAsync(cancellationToken);
        await using var gateway = await GatewayProcess.StartAsync(upstreams.Redis, sink.Address, cancellationToken);
        await using var nginx = await Nginx.StartAsync(upstreams.Ports, cancellationToken);
        Lane[] lanes = [new("ScaleApp.Gateway", gateway.Process, gateway.Port), new("nginx", nginx.Process, nginx.Port), new("one upstream, direct", upstreams.First.Process, upstreams.First.Port)];

        // .NET compiles the gateway's code anew while it runs, for as long as half a minute under load; nginx is warm at once.
        await MeasureAsync(wrk, lanes[0], connections, warmUp, cancellationToken);
        await MeasureAsync(wrk, lanes[1], connections, TimeSpan.FromSeconds(2), cancellationToken);
        var results = lanes.Select(_ => new List<Round>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var lane = 0; lane < lanes.Length; lane++)
            {
                results[lane].Add(await MeasureAsync(wrk, lanes[lane], connections, duration, cancellationToken));
            }
        }

        return new Comparison(connections, Contender.Of(lanes[0].Name, results[0]), Contender.Of(lanes[1].Name, results[1]), Contender.Of(lanes[2].Name, results[2]));
    }

    private static async Task<Round> MeasureAsync(Wrk wrk, Lane lane, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        var before = lane.Process.CpuTime();
        var load = await wrk.RunAsync(new Uri($"http://127.0.0.1:{lane.Port}/"), connections, duration, cancellationToken);
        return new Round(load, lane.Process.CpuTime() - before);
    }

    private sealed record Lane(string Name, MeasuredProcess Process, int Port);
}
