using Microsoft.Extensions.Http;
using ScaleApp.Data;
using ScaleApp.Data.Catalog.V1;
using ScaleApp.ServiceDefaults.Replicas;
using ScaleApp.Worker.Digests;

namespace ScaleApp.Tests.Worker.Digests;

/// <summary>A worker's client of the catalog, and replicas of the API that answer gRPC.</summary>
public sealed class BestSellingProductsTests(ApiFixture api) : IClassFixture<ApiFixture>, IAsyncLifetime, IAsyncDisposable
{
    private readonly ConcurrentBag<int> _ports = [];
    private readonly ConcurrentBag<Activity> _served = [];

    // It decides nothing: without a sample delegate, other tests of this process trace as before.
    private readonly ActivityListener _listener = new() { ShouldListenTo = source => source.Name == "Microsoft.AspNetCore" };
    private readonly List<ApiReplica> _replicas = [];
    private IHost _worker = null!;

    public async Task InitializeAsync()
    {
        _listener.ActivityStopped = activity => _served.Add(activity);
        ActivitySource.AddActivityListener(_listener);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:redis", api.Redis.ConnectionString)]);
        builder.AddServiceDefaults();
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.AddRedis();
        builder.AddRegisteredEndpoints();
        builder.Services.AddDbContext<ShopContext>(context => context.UseNpgsql(api.Database.Source).UseShopConventions());
        builder.Services.AddScoped<BestSellingProducts>();
        BestSellingProducts.AddClient(builder.Services);
        builder.Services.AddTransient(_ => new Ports(_ports));
        builder.Services.ConfigureAll<HttpClientFactoryOptions>(client => client.HttpMessageHandlerBuilderActions.Add(
            handlers => handlers.AdditionalHandlers.Add(handlers.Services.GetRequiredService<Ports>())));
        _worker = builder.Build();
        await _worker.StartAsync();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        _listener.Dispose();
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        await _worker.StopAsync();
        _worker.Dispose();
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Calls_are_spread_over_replicas_in_one_trace_each()
    {
        int[] ports = [await StartReplicaAsync(), await StartReplicaAsync()];
        var calls = new List<ActivityTraceId>();

        for (var call = 0; call < 10; call++)
        {
            using var job = new Activity("job").Start();
            calls.Add(job.TraceId);
            await Client.ListBestSellersAsync(new ListBestSellersRequest { Count = 3 });
        }

        await Eventually.IsTrueAsync(() => _served.Count(request => calls.Contains(request.TraceId)) == calls.Count, "each call is served in its trace");
        Assert.All(ports, port => Assert.Equal(calls.Count / ports.Length, _ports.Count(called => called == port)));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Call_refused_by_a_stopped_replica_is_retried_elsewhere()
    {
        await StartReplicaAsync();
        await StartReplicaAsync();
        await Client.ListBestSellersAsync(new ListBestSellersRequest { Count = 3 });

        // It withdraws, but the worker still uses the list that it read before.
        await _replicas[0].DisposeAsync();
        _replicas.RemoveAt(0);

        for (var call = 0; call < 6; call++)
        {
            Assert.Equal(3, (await Client.ListBestSellersAsync(new ListBestSellersRequest { Count = 3 })).Products.Count);
        }
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Best_sellers_of_API_and_database_are_the_same()
    {
        var fromDatabase = await ListAsync();
        await StartReplicaAsync();
        var fromApi = await Eventually.IsAsync(async () => (await Client.ListBestSellersAsync(new ListBestSellersRequest { Count = 5 })).Products,
            products => products.Count == 5, "the replica is found");

        Assert.Equal(fromDatabase, fromApi.Select(product => new BestSeller(product.Name, product.PriceCents / 100m, product.UnitsSold)));
        Assert.Equal(fromDatabase, await ListAsync());
    }

    private ProductCatalog.ProductCatalogClient Client => _worker.Services.GetRequiredService<ProductCatalog.ProductCatalogClient>();

    private async Task<BestSeller[]> ListAsync()
    {
        await using var scope = _worker.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<BestSellingProducts>().ListAsync(5, CancellationToken.None);
    }

    private async Task<int> StartReplicaAsync()
    {
        var port = FreePort.Find();
        _replicas.Add(await api.StartReplicaAsync($"urls=http://127.0.0.1:0;http://127.0.0.1:{port}", $"Replica:GrpcPort={port}"));
        var registry = _worker.Services.GetRequiredService<ReplicaRegistry>();
        await Eventually.IsTrueAsync(async () => (await registry.ListAsync("api", default)).Any(replica => replica.GrpcPort == port), "the replica is registered");
        return port;
    }

    /// <summary>Notes which port each request goes to, after its name was resolved.</summary>
    private sealed class Ports(ConcurrentBag<int> ports) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            ports.Add(request.RequestUri!.Port);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
