using ScaleApp.Gateway;
using ScaleApp.ServiceDefaults.Replicas;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace ScaleApp.Tests.Gateway;

/// <summary>The real gateway in this process, on a free port.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private TestGateway(WebApplication app, string service)
    {
        App = app;
        Service = service;
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(app.Urls.First()),
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    public WebApplication App { get; }

    public HttpClient Client { get; }

    /// <summary>The service whose replicas it forwards to; another for each test, so that they share a Redis.</summary>
    public string Service { get; }

    public ReplicaRegistry Registry => App.Services.GetRequiredService<ReplicaRegistry>();

    /// <summary>The destinations of requests that are not for hubs.</summary>
    public IReadOnlyList<DestinationState> Destinations => ClusterOf("api").DestinationsState.AllDestinations;

    public IReadOnlyList<DestinationState> Available => ClusterOf("api").DestinationsState.AvailableDestinations;

    /// <param name="redis">Its server.</param>
    /// <param name="settings">More configuration, as <c>Section:Name=value</c>.</param>
    public static async Task<TestGateway> StartAsync(RedisServer redis, params string[] settings)
    {
        var service = $"service-{Guid.NewGuid():N}";
        string[] args =
        [
            "urls=http://127.0.0.1:0", $"ConnectionStrings:redis={redis.ConnectionString}", "Logging:LogLevel:Default=Critical",
            "Logging:LogLevel:Yarp=Critical", "Logging:LogLevel:Microsoft.AspNetCore=Critical", "ServiceDefaults:DrainGrace=00:00:01",
            $"Gateway:Service={service}", .. settings,
        ];
        var app = GatewayApplication.Create([.. args.Select(argument => $"--{argument}")]);
        await app.StartAsync();
        return new TestGateway(app, app.Configuration["Gateway:Service"]!);
    }

    public Task ForwardsToAsync(int count) => Eventually.IsTrueAsync(
        () => Destinations.Count == count && Available.Count == count && ClusterOf("hubs").DestinationsState.AvailableDestinations.Count == count,
        $"the gateway forwards to {count} replicas");

    /// <summary>Sends bytes on a new connection, and reads until the gateway closes it.</summary>
    public async Task<string> SendRawAsync(string bytes)
    {
        using var deadline = new CancellationTokenSource(Eventually.Default);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Client.BaseAddress!.Port, deadline.Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), deadline.Token);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, deadline.Token);
        }
        catch (IOException)
        {
            // Reset after the answer.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }

    private ClusterState ClusterOf(string id) => App.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster(id, out var cluster)
        ? cluster
        : throw new InvalidOperationException($"The gateway has no cluster {id}.");
}
