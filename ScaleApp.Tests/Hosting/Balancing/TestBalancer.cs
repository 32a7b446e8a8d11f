using Microsoft.Extensions.Logging.Abstractions;
using ScaleApp.Hosting.Balancing;

namespace ScaleApp.Tests.Hosting.Balancing;

/// <summary>A balancer on a port of its own, with short waits.</summary>
internal sealed class TestBalancer : IAsyncDisposable
{
    private readonly LoadBalancerFactory _factory = new(NullLoggerFactory.Instance, TimeProvider.System);

    private TestBalancer(LoadBalancerOptions options)
    {
        Balancer = _factory.Create(options);
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };
    }

    public static LoadBalancerOptions Defaults { get; } =
        new() { ResourceName = "api", EndpointName = "http", Scheme = "http", NoReplicaWait = TimeSpan.FromMilliseconds(300) };

    public ILoadBalancer Balancer { get; }

    public HttpClient Http { get; }

    public int Port => Balancer.Port;

    public static Task<TestBalancer> StartAsync(params Destination[] destinations) => StartAsync(Defaults, destinations);

    public static async Task<TestBalancer> StartAsync(LoadBalancerOptions options, params Destination[] destinations)
    {
        var test = new TestBalancer(options);
        foreach (var destination in destinations)
        {
            test.Balancer.Add(destination);
        }

        await test.Balancer.StartAsync(CancellationToken.None);
        test.Http.BaseAddress = new Uri($"{(options.Scheme == "https" ? "https" : "http")}://127.0.0.1:{test.Port}");
        return test;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Balancer.DisposeAsync();
        _factory.Dispose();
    }
}
