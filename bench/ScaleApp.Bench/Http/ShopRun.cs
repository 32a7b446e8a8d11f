using System.Net.Http.Json;
using System.Text.Json;
using ScaleApp.Bench.Measuring;
using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Testing;

namespace ScaleApp.Bench.Http;

/// <summary>The topology of the AppHost without its workers, as in production, with limits that no load reaches.</summary>
internal sealed class ShopRun : IAsyncDisposable
{
    private const string Api = "api";

    private readonly DistributedApplication _application;

    private ShopRun(DistributedApplication application, string redis, string database, RedisCalls calls) =>
        (_application, Redis, Database, Calls) = (application, redis, database, calls);

    /// <summary>Connection string, in StackExchange.Redis's format.</summary>
    public string Redis { get; }

    /// <summary>Connection string, in Npgsql's format.</summary>
    public string Database { get; }

    /// <summary>Counts what Redis executes.</summary>
    public RedisCalls Calls { get; }

    /// <summary>Where the balancer listens.</summary>
    public Uri Balancer => _application.GetEndpoint(Api, "http");

    public static async Task<ShopRun> StartAsync(int replicas, CancellationToken ct)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>(
            [], ct);
        builder.Resources.Remove(builder.Resources.Single(resource => resource.Name == "worker"));
        var api = builder.CreateResourceBuilder((ProjectResource)builder.Resources.Single(resource => resource.Name == Api));
        api.WithReplicas(replicas).WithEnvironment("ASPNETCORE_ENVIRONMENT", "Production").WithEnvironment("DOTNET_ENVIRONMENT", "Production");
        foreach (var policy in (string[])["default", "limited", "login", "login-account"])
        {
            api.WithEnvironment($"Limits__Policies__{policy}__Permits", "50000000");
        }

        api.WithEnvironment("Limits__Policies__default__Ahead", "1000");

        var application = await builder.BuildAsync(ct);
        try
        {
            await application.StartAsync(ct);
            await application.ResourceNotifications.WaitForResourceHealthyAsync(Api, ct);
            var redis = await application.GetConnectionStringAsync("redis", ct) ?? throw new BenchException("The topology has no Redis.");
            var database = await application.GetConnectionStringAsync("shopdb", ct) ?? throw new BenchException("The topology has no database.");
            return new ShopRun(application, redis, database, await RedisCalls.ConnectAsync(redis));
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>The address and the process of each replica.</summary>
    public IReadOnlyList<(Uri Address, int ProcessId)> Replicas()
    {
        _application.ResourceNotifications.TryGetCurrentState(Api, out var api);
        return [.. _application.ResourceNotifications.GetReplicas(api!.Resource).Select(replica => (
            new Uri(replica.Snapshot.Urls[0].Url),
            (int)replica.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value!))];
    }

    /// <summary>Opens an account and signs in by session and by token; returns what requests then carry.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> SignInAsync(CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Balancer };
        var (email, password) = ($"{Guid.NewGuid():N}@example.com", $"{Guid.NewGuid()}");
        using var response = await http.PostAsJsonAsync("/api/register", new { email, name = "Bench", password }, JsonSerializerOptions.Web, ct);
        if (!response.IsSuccessStatusCode)
        {
            throw new BenchException($"Nobody can register: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(ct)}");
        }

        using var tokens = await http.PostAsJsonAsync("/api/tokens", new { email, password }, JsonSerializerOptions.Web, ct);
        var token = (await tokens.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("accessToken").GetString();
        var session = $"Cookie: {string.Join("; ", response.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]))}";
        return ShopEndpoints.Headers(session, $"Authorization: Bearer {token}");
    }

    public async ValueTask DisposeAsync()
    {
        await Calls.DisposeAsync();
        await _application.DisposeAsync();
    }
}
