using System.Data.Common;
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
        var folder = await Peers.PrepareAsync(ct);
        var port = FreePort.Find();
        var process = MeasuredProcess.Start(Programs.Find("node"), [Path.Combine(folder, "server.js")], drain: false, new Dictionary<string, string>
        {
            ["PORT"] = $"{port}",
            ["REDIS_URL"] = RedisAddress(redis),
            ["DATABASE_URL"] = DatabaseAddress(database),
            ["NODE_ENV"] = "production",
        });
        var line = await process.Output.ReadLineAsync(ct);
        return line?.Contains("listening", StringComparison.Ordinal) is true
            ? new NodePeer(process, port)
            : throw new BenchException($"The peer did not start: it printed '{line}'. {await process.EndAsync(ct)}");
    }

    /// <summary>Signs in by session and by token; returns what requests then carry.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> SignInAsync(CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Address };
        using var session = await http.PostAsJsonAsync("/auth/login", Credentials, ct);
        using var token = await http.PostAsJsonAsync("/auth/token", Credentials, ct);
        return ShopEndpoints.Headers(
            $"Cookie: {session.Headers.GetValues("Set-Cookie").Single().Split(';')[0]}",
            $"Authorization: Bearer {(await token.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("token").GetString()}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    public static string RedisAddress(string connection)
    {
        var parts = connection.Split(',');
        var password = parts.FirstOrDefault(part => part.StartsWith("password=", StringComparison.Ordinal))?["password=".Length..] ?? "";
        return $"redis://:{Uri.EscapeDataString(password)}@{parts[0]}";
    }

    public static string DatabaseAddress(string connection)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connection };
        string Part(string name) => Uri.EscapeDataString((string)parts[name]);
        return $"postgres://{Part("Username")}:{Part("Password")}@{parts["Host"]}:{parts["Port"]}/{Part("Database")}";
    }
}
