using System.CommandLine;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Http;

internal static class ScaleCommand
{
    // With the 64 connections that are the default, some 600 requests a second for each replica: four leave two processors idle time.
    private static readonly TimeSpan Think = TimeSpan.FromMilliseconds(100);

    public static Command Create()
    {
        var load = new LoadOptions();
        var isSaturated = new Option<bool>("--saturated")
        {
            Description = "The same connections whatever the number of replicas, as fast as they can, instead of the same load on each replica.",
        };
        var command = new Command("scale", "The API with one, two and four replicas behind the gateway.") { isSaturated };
        load.AddTo(command);
        command.Run(async (parsed, ct) =>
        {
            var shape = parsed.GetValue(isSaturated) ? load.Shape(parsed) : load.Shape(parsed) with { Think = Think, IsPerProcess = true };
            await using var one = await ShopRun.StartAsync(1, ct);
            await using var two = await ShopRun.StartAsync(2, ct);
            await using var four = await ShopRun.StartAsync(4, ct);
            await load.MeasureAsync(
                parsed, shape, () => Task.WhenAll(ContestantAsync(one, 1, ct), ContestantAsync(two, 2, ct), ContestantAsync(four, 4, ct)), ct);
        });
        return command;
    }

    private static async Task<Contestant> ContestantAsync(ShopRun shop, int replicas, CancellationToken ct)
    {
        int[] processes = [.. (await shop.ReplicasAsync(replicas, ct)).Select(replica => replica.ProcessId)];
        return new($"{replicas} replica{(replicas == 1 ? "" : "s")}", shop.Gateway, processes, shop.Calls, await ShopEndpoints.SignInAsync(shop.Gateway, ct));
    }
}
