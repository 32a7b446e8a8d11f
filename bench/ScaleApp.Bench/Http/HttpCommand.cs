using System.CommandLine;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Http;

/// <summary>One replica of the API beside the Node.js peer: same work, same servers, same load.</summary>
internal static class HttpCommand
{
    public static Command Create()
    {
        var load = new LoadOptions();
        var command = new Command("http", "One replica of the API against the Node.js peer: sessions, limits, cache, tokens.");
        load.AddTo(command);
        command.Run(async (parsed, ct) =>
        {
            await using var shop = await ShopRun.StartAsync(replicas: 1, ct);
            await using var peer = await NodePeer.StartAsync(shop.Redis, shop.Database, ct);
            var replica = (await shop.ReplicasAsync(1, ct)).Single();
            await load.MeasureAsync(parsed, load.Shape(parsed), async () =>
            [
                new("ScaleApp", replica.Address, [replica.ProcessId], shop.Calls, await ShopEndpoints.SignInAsync(shop.Gateway, ct)),
                new("Node.js", peer.Address, [peer.ProcessId], shop.Calls, await peer.SignInAsync(ct)),
            ], ct);
        });
        return command;
    }
}
