using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Balancer;

/// <summary>Starts the upstreams and both balancers once, then measures them turn about, so that a noisy minute hits both.</summary>
internal sealed class BalancerBenchmark(int rounds, TimeSpan duration, int upstreamCount)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<Comparison>> RunAsync(IReadOnlyList<int> connections, CancellationToken cancellationToken)
    {
        var wrk = new Wrk(Programs.Find("wrk"));
        var program = Programs.Find("nginx");
        var upstreams = new List<(MeasuredProcess Process, int Port)>();
        try
        {
            for (var i = 0; i < upstreamCount; i++)
            {
                upstreams.Add(await MeasuredProcess.StartOwnAsync(["upstream"], cancellationToken));
            }

            var ports = upstreams.Select(upstream => upstream.Port).ToArray();
            var (ours, port) = await MeasuredProcess.StartOwnAsync(
                ["balancer-process", .. ports.Select(upstream => upstream.ToString())], cancellationToken);
            await using var balancer = ours;
            await using var nginx = await Nginx.StartAsync(program, ports, cancellationToken);

            var course = new Course(wrk, (ours, port), (nginx.Process, nginx.Port), upstreams[0]);
            return await RunAsync(course, connections, cancellationToken);
        }
        finally
        {
            foreach (var (process, _) in upstreams)
            {
                await process.DisposeAsync();
            }
        }
    }

    private async Task<IReadOnlyList<Comparison>> RunAsync(Course course, IReadOnlyList<int> connections, CancellationToken cancellationToken)
    {
        foreach (var lane in course.Lanes)
        {
            await Course.MeasureAsync(course.Wrk, lane, connections.Max(), WarmUp, cancellationToken);
        }

        var comparisons = new List<Comparison>();
        foreach (var count in connections)
        {
            var results = course.Lanes.Select(_ => new List<Round>()).ToArray();
            for (var round = 0; round < rounds; round++)
            {
                for (var lane = 0; lane < course.Lanes.Count; lane++)
                {
                    results[lane].Add(await Course.MeasureAsync(course.Wrk, course.Lanes[lane], count, duration, cancellationToken));
                }
            }

            comparisons.Add(new(count, Contender.Of("ScaleApp", results[0]), Contender.Of("nginx", results[1]), Contender.Of("one upstream, direct", results[2])));
        }

        return comparisons;
    }

    /// <summary>What is measured, each with its own address.</summary>
    private sealed record Course(
        Wrk Wrk, (MeasuredProcess Process, int Port) Ours, (MeasuredProcess Process, int Port) Nginx, (MeasuredProcess Process, int Port) Direct)
    {
        public IReadOnlyList<(MeasuredProcess Process, int Port)> Lanes { get; } = [Ours, Nginx, Direct];

        public static async Task<Round> MeasureAsync(
            Wrk wrk, (MeasuredProcess Process, int Port) lane, int connections, TimeSpan duration, CancellationToken cancellationToken)
        {
            var before = lane.Process.CpuTime();
            var load = await wrk.RunAsync(new Uri($"http://127.0.0.1:{lane.Port}/"), connections, duration, cancellationToken);
            return new(load, lane.Process.CpuTime() - before);
        }
    }
}
