using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using ScaleApp.Data;
using ScaleApp.Data.Outbox;
using ScaleApp.Jobs;
using ScaleApp.Redis;

namespace ScaleApp.Tests.Data.Outbox;

/// <summary>A service with a database, Redis and an outbox, as a program would set it up.</summary>
internal sealed class OutboxHost : IAsyncDisposable
{
    private readonly IHost _host;

    private OutboxHost(IHost host) => _host = host;

    public OutboxTransfer Transfer => _host.Services.GetRequiredService<OutboxTransfer>();

    public IRedisConnection Redis => _host.Services.GetRequiredService<IRedisConnection>();

    /// <param name="database">Connection string.</param>
    /// <param name="redis">Connection string.</param>
    /// <param name="relays">Whether the relay runs; the poll comes so late that only its signal can have moved a job.</param>
    /// <param name="poll">How often the relay looks without a signal.</param>
    public static async Task<OutboxHost> StartAsync(string database, string redis, bool relays = true, string poll = "01:00:00")
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Configuration.AddInMemoryCollection([new("Outbox:PollInterval", poll), new("Outbox:RetryDelay", "00:00:00.100")]);
        builder.Services.AddRedisConnection(options => options.ConnectionString = redis);
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(database));
        builder.Services.AddDbContextPool<ShopContext>((services, options) =>
            options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()).UseShopConventions());
        builder.AddJobClient();
        builder.AddJobOutbox<ShopContext>();
        var host = new OutboxHost(builder.Build());
        if (relays)
        {
            await host._host.StartAsync();
        }

        await host.Redis.WaitUntilConnectedAsync(default);
        return host;
    }

    /// <summary>Works with a context of the service, in a scope.</summary>
    public async Task<T> WithDatabaseAsync<T>(Func<ShopContext, Task<T>> work)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<ShopContext>());
    }

    /// <summary>The ids that wait in a queue, in the order they were put in.</summary>
    public async Task<string[]> WaitingAsync(string queue) =>
        [.. (await Redis.ExecuteAsync(db => db.ListRangeAsync(new JobKeys(queue).Wait(JobPriority.Normal)), default))
            .Select(id => $"{queue}/{id}").Reverse()];

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        var redis = Redis;
        _host.Dispose();
        await redis.DisposeAsync();
    }
}

/// <summary>What jobs of these tests call.</summary>
public sealed class Parcel
{
    private int _sent;

    public Task SendAsync(int number, CancellationToken ct) => Task.FromResult(Interlocked.Exchange(ref _sent, number)).WaitAsync(ct);
}
