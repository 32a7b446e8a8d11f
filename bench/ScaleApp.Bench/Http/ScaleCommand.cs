using System.CommandLine;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Http;

/// <summary>What a request costs as replicas are added: processor time of all of them together, and round trips to Redis.</summary>
internal static class ScaleCommand
{
    private static readonly int[] Replicas = [1, 2, 4];

    public static Command Create()
    {
        var load = new LoadOptions();
        var command = new Command("scale", "The API with one, two and four replicas behind the balancer.");
        load.AddTo(command);
        command.Run(async (parsed, ct) =>
        {
            var figures = new List<HttpFigures>();
            foreach (var count in Replicas)
            {
                await using var shop = await ShopRun.StartAsync(count, ct);
                await using var redis = await RedisCalls.ConnectAsync(shop.Redis);
                var contestant = new Contestant($"{count} replica{(count == 1 ? "" : "s")}", shop.Balancer,
                    [.. shop.Replicas().Select(replica => replica.ProcessId)], await shop.SignInAsync(ct));
                var benchmark = load.Benchmark(parsed, redis);
                foreach (var path in load.Endpoints(parsed))
                {
                    figures.AddRange(await benchmark.MeasureAsync(path, [contestant], ct));
                }
            }

            HttpReport.Print(figures, load.IsJson(parsed));
        });
        return command;
    }
}
