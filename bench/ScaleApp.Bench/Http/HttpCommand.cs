using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Http;

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
            var (peer, port) = await Peers.StartServerAsync(shop.Redis, shop.Database, ct);
            await using var ended = peer;
            var peerAddress = new Uri($"http://127.0.0.1:{port}");
            var replica = (await shop.ReplicasAsync(1, ct)).Single();
            await load.MeasureAsync(parsed, load.Shape(parsed), async () =>
            [
                new("ScaleApp", replica.Address, [replica.ProcessId], shop.Calls, await ShopEndpoints.SignInAsync(shop.Gateway, ct)),
                new("Node.js", peerAddress, [peer.Id], shop.Calls, await SignInAsync(peerAddress, ct)),
            ], ct);
        });
        return command;
    }

    /// <summary>Signs in at the peer by session and by token; returns what requests then carry.</summary>
    private static async Task<IReadOnlyDictionary<string, string?>> SignInAsync(Uri peer, CancellationToken ct)
    {
        var credentials = new { email = "bench@example.com" };
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = peer };
        using var session = await http.PostAsJsonAsync("/auth/login", credentials, ct);
        using var token = await http.PostAsJsonAsync("/auth/token", credentials, ct);
        return ShopEndpoints.Headers(
            session.Headers.GetValues("Set-Cookie").Single().Split(';')[0],
            (await token.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("token").GetString());
    }
}
