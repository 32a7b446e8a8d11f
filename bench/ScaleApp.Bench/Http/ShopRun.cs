using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using ScaleApp.Bench.Measuring;
using ScaleApp.Bench.Startup;
using ScaleApp.Hosting;
using ScaleApp.Hosting.Testing;

namespace ScaleApp.Bench.Http;

/// <summary>The topology of the AppHost without its workers, as in production, with limits that no load reaches.</summary>
internal sealed class ShopRun(DistributedApplication application, DataFolder data, string redis, string database, RedisCalls calls) : IAsyncDisposable
{
    private const string Api = "api";
    private const string GatewayName = "gateway";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    /// <summary>Connection string, in StackExchange.Redis's format.</summary>
    public string Redis => redis;

    /// <summary>Connection string, in Npgsql's format.</summary>
    public string Database => database;

    public RedisCalls Calls => calls;

    public Uri Gateway => application.GetEndpoint(GatewayName, "http");

    public static async Task<ShopRun> StartAsync(int replicas, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StartLimit);
        var data = new DataFolder();
        DistributedApplication? application = null;
        try
        {
            application = await BuildAsync(replicas, data, limit.Token);
            await application.StartAsync(limit.Token);
            await application.ResourceNotifications.WaitForResourceHealthyAsync(Api, limit.Token);
            await application.ResourceNotifications.WaitForResourceHealthyAsync(GatewayName, limit.Token);
            var redis = await application.GetConnectionStringAsync("redis", limit.Token) ?? throw new BenchException("The topology has no Redis.");
            var database = await application.GetConnectionStringAsync("shopdb", limit.Token) ?? throw new BenchException("The topology has no database.");
            return new ShopRun(application, data, redis, database, await RedisCalls.ConnectAsync(redis));
        }
        catch
        {
            await (application?.DisposeAsync() ?? ValueTask.CompletedTask);
            data.Dispose();
            throw;
        }
    }

    /// <summary>The address and the process of each replica, when <paramref name="count"/> of them run.</summary>
    public async Task<IReadOnlyList<Replica>> ReplicasAsync(int count, CancellationToken ct)
    {
        Replica[] running = [];
        var isComplete = await Polling.UntilAsync(() => (running = [.. Running()]).Length == count, StartLimit, ct);
        return isComplete ? running : throw new BenchException($"{running.Length} of {count} replicas of the API run.");
    }

    public async ValueTask DisposeAsync()
    {
        await calls.DisposeAsync();
        await application.DisposeAsync();
        data.Dispose();
    }

    private IEnumerable<Replica> Running() => application.Replicas(Api).Wanted
        .Where(replica => replica.State == KnownResourceStates.Running)
        .Select(replica => replica is { Address: { } address, ProcessId: { } process } ? new Replica(address, process) : null)
        .OfType<Replica>();

    private static async Task<DistributedApplication> BuildAsync(int replicas, DataFolder data, CancellationToken ct)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>(AppHostRun.Arguments(data.Path), ct);
        builder.Resources.Remove(builder.Resources.Single(resource => resource.Name == "worker"));
        var api = builder.CreateResourceBuilder((ProjectResource)builder.Resources.Single(resource => resource.Name == Api));

        // As many replicas as are measured, all from the start.
        builder.Resources.Remove(builder.Resources.OfType<ReplicaSetResource>().Single(set => set.Project == api.Resource));
        foreach (var annotation in api.Resource.Annotations.OfType<ExplicitStartupAnnotation>().ToArray())
        {
            api.Resource.Annotations.Remove(annotation);
        }

        api.WithReplicas(replicas).WithEnvironment("ASPNETCORE_ENVIRONMENT", "Production").WithEnvironment("DOTNET_ENVIRONMENT", "Production");
        foreach (var policy in (string[])["default", "reads", "limited", "login", "login-account"])
        {
            api.WithEnvironment($"Limits__Policies__{policy}__Permits", "50000000");
        }

        return await builder.BuildAsync(ct);
    }
}

internal sealed record Replica(Uri Address, int ProcessId);
