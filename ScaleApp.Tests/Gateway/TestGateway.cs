using ScaleApp.Gateway;
using ScaleApp.ServiceDefaults.Replicas;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace ScaleApp.Tests.Gateway;

/// <summary>The real gateway in this process, on a free port. It ends with the replicas that were added to it.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly RedisServer _redis;
    private readonly Stack<IAsyncDisposable> _replicas = new();
    private readonly List<RawReplica> _raw = [];
    private int _requests;

    private TestGateway(WebApplication app, RedisServer redis)
    {
        (App, _redis) = (app, redis);
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(app.Urls.First()),
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    public WebApplication App { get; }

    public HttpClient Client { get; }

    /// <summary>The service whose replicas it forwards to; another for each test, so that they share a Redis.</summary>
    public string Service => App.Configuration["Gateway:Service"]!;

    public ReplicaRegistry Registry => App.Services.GetRequiredService<ReplicaRegistry>();

    /// <summary>The destinations of requests that are not for hubs.</summary>
    public IReadOnlyList<DestinationState> Destinations => ClusterOf("api").DestinationsState.AllDestinations;

    public IReadOnlyList<DestinationState> Available => ClusterOf("api").DestinationsState.AvailableDestinations;

    /// <summary>What its raw replicas received.</summary>
    public RawRequest[] Requests => [.. _raw.SelectMany(replica => replica.Requests)];

    /// <summary>How many requests each raw replica received.</summary>
    public int[] Counts => [.. _raw.Select(replica => replica.Requests.Count)];

    /// <param name="redis">Its server.</param>
    /// <param name="settings">More configuration, as <c>Section:Name=value</c>.</param>
    public static async Task<TestGateway> StartAsync(RedisServer redis, params string[] settings)
    {
        string[] args =
        [
            "urls=http://127.0.0.1:0", $"ConnectionStrings:redis={redis.ConnectionString}", "Logging:LogLevel:Default=Critical",
            "Logging:LogLevel:Yarp=Critical", "Logging:LogLevel:Microsoft.AspNetCore=Critical", "ServiceDefaults:DrainGrace=00:00:01",
            $"Gateway:Service=service-{Guid.NewGuid():N}", .. settings,
        ];
        var app = GatewayApplication.Create([.. args.Select(argument => $"--{argument}")]);
        await app.StartAsync();
        return new TestGateway(app, redis);
    }

    /// <summary>Adds raw replicas, and waits until it forwards to all.</summary>
    /// <param name="count">How many.</param>
    /// <param name="answer">Gets the number of the request, counted over all raw replicas from 1, and the request.</param>
    public async Task<RawReplica[]> AddRawAsync(int count = 1, Func<int, RawRequest, RawAnswer>? answer = null)
    {
        RawReplica[] added = [.. Enumerable.Range(0, count).Select(_ => new RawReplica(request => answer?.Invoke(Interlocked.Increment(ref _requests), request) ?? RawAnswer.Ok))];
        Array.ForEach(added, _replicas.Push);
        _raw.AddRange(added);
        await Task.WhenAll(added.Select(replica => replica.RegisterAsync(Registry, Service)));
        await ForwardsToAsync(_raw.Count);
        return added;
    }

    /// <summary>Adds a replica like the API, in this process, and waits until it forwards to it.</summary>
    public async Task<WebApplication> AddServiceAsync(params string[] settings)
    {
        var replica = await ReplicaService.StartAsync(_redis, this, settings);
        _replicas.Push(replica);
        var address = new Uri(replica.Urls.First());
        await Eventually.IsTrueAsync(() => IsKnownTo("api") && IsKnownTo("hubs"), "the gateway forwards to the replica");
        return replica;

        bool IsKnownTo(string cluster) =>
            ClusterOf(cluster).DestinationsState.AvailableDestinations.Any(known => new Uri(known.Model.Config.Address) == address);
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
        while (_replicas.TryPop(out var replica))
        {
            await replica.DisposeAsync();
        }
    }

    private ClusterState ClusterOf(string id) => App.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster(id, out var cluster)
        ? cluster
        : throw new InvalidOperationException($"The gateway has no cluster {id}.");
}
