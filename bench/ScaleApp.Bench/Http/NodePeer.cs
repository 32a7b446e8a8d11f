using System.Net.Http.Json;
using System.Text.Json;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Http;

/// <summary>The peer: <c>bench/peers/server.js</c> over the same Redis and the same database.</summary>
internal sealed class NodePeer : IAsyncDisposable
{
    private static readonly object Credentials = new { email = "bench@example.com" };

    private readonly MeasuredProcess _process;

    private NodePeer(MeasuredProcess process, int port) => (_process, Address) = (process, new Uri($"http://127.0.0.1:{port}"));

    public Uri Address { get; }

    public int ProcessId => _process.Id;

    public static async Task<NodePeer> StartAsync(string redis, string database, CancellationToken ct)
    {
        var (process, port) = await Peers.StartServerAsync(redis, database, ct);
        return new NodePeer(process, port);
    }

    /// <summary>Signs in by session and by token; returns what requests then carry.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> SignInAsync(CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Address };
        using var session = await http.PostAsJsonAsync("/auth/login", Credentials, ct);
        using var token = await http.PostAsJsonAsync("/auth/token", Credentials, ct);
        return ShopEndpoints.Headers(
            session.Headers.GetValues("Set-Cookie").Single().Split(';')[0],
            (await token.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("token").GetString());
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
