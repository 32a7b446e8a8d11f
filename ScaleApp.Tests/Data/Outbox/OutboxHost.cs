using Hangfire;
using Hangfire.Storage.Monitoring;
using ScaleApp.Data;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Tests.Data.Outbox;

/// <summary>A worker with a database, Redis and an outbox, without a job server: relayed jobs stay in their queue.</summary>
internal sealed class OutboxHost : IAsyncDisposable
{
    private readonly IHost _host;

    private OutboxHost(IHost host) => _host = host;

    public OutboxBatch Batch => _host.Services.GetRequiredService<OutboxBatch>();

    /// <param name="database">Connection string.</param>
    /// <param name="redis">Connection string.</param>
    /// <param name="relays">Whether the relay runs.</param>
    /// <param name="poll">How often the relay reads without a notification; by default so late that only a notification can have moved a job.</param>
    public static async Task<OutboxHost> StartAsync(string database, string redis, bool relays = true, string poll = "01:00:00")
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Configuration.AddInMemoryCollection(
            [new("Outbox:PollInterval", poll), new("Outbox:RetryDelay", "00:00:00.100"), new("ConnectionStrings:redis", redis)]);
        builder.AddRedis();
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(database));
        builder.Services.AddDbContextPool<ShopContext>((services, options) =>
            options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()).UseShopConventions());
        builder.AddJobStorage(typeof(IParcelJob).Assembly);
        builder.AddOutboxRelay();
        var host = new OutboxHost(builder.Build());
        if (relays)
        {
            await host._host.StartAsync();
        }

        return host;
    }

    /// <summary>The numbers of the parcels whose jobs wait, in the order of their creation.</summary>
    public int[] Waiting(string kind)
    {
        var monitoring = _host.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
        return
        [
            .. monitoring.EnqueuedJobs("default", 0, 10_000).Select(entry => entry.Value)
                .OfType<EnqueuedJobDto>().Select(job => job.Job).Where(job => job is not null && (string)job.Args[0] == kind)
                .Select(job => (int)job.Args[1]),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}

/// <summary>The service that jobs of these tests name. No server runs them.</summary>
internal interface IParcelJob
{
    Task SendAsync(string kind, int number, CancellationToken ct);
}
