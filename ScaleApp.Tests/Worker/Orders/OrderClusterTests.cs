using ScaleApp.Data;
using ScaleApp.Data.Orders;
using ScaleApp.Data.Orders.Exports;
using ScaleApp.Data.Outbox;
using ScaleApp.Tests.Worker.Digests;

namespace ScaleApp.Tests.Worker.Orders;

/// <summary>Real worker processes over one Redis and one database, killed while they confirm and export orders.</summary>
[Trait("Category", "Chaos")]
public sealed class OrderClusterTests() : TestWithServers("redis-server", "postgres")
{
    private const int Orders = 300;

    private DigestFixture _mail = null!;
    private RedisServer _redis = null!;

    private protected override async Task StartAsync()
    {
        // Jobs that this process writes have the format that a service sets for its process.
        Host.CreateEmptyApplicationBuilder(null).AddJobStorage(typeof(ShopContext).Assembly);
        _redis = await OwnAsync(RedisServer.StartAsync());
        _mail = await OwnAsync(DigestFixture.CreateAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Killed_worker_loses_no_confirmation_and_no_export()
    {
        var export = await AddAsync();

        await using var first = Start();
        await Eventually.IsTrueAsync(() => _mail.Mails().Length > 20, "the first worker is in the middle of the orders", TimeSpan.FromSeconds(60));
        first.Kill();

        await using var second = Start();
        await Eventually.IsTrueAsync(async () => await SettledAsync() == Orders, "all orders are confirmed", TimeSpan.FromSeconds(90));
        await Eventually.IsTrueAsync(() => _mail.Database.ScalarAsync<bool>($"SELECT completed_at IS NOT NULL FROM order_exports WHERE id = '{export}'"),
            "the export is made", TimeSpan.FromSeconds(60));

        // One file for each mail id, and one id for each order.
        Assert.Equal(Orders, _mail.Mails().Length);
        Assert.Equal(1L, await _mail.Database.CountAsync("file_names"));
    }

    /// <summary>Orders and their jobs, as the API writes them: in one transaction.</summary>
    private async Task<Guid> AddAsync()
    {
        await using var shop = _mail.Database.Context();
        for (var n = 0; n < Orders; n++)
        {
            var order = new Order { Id = Guid.CreateVersion7(), CustomerId = 1, PlacedAt = DigestFixture.Occurrence, Total = 1 };
            shop.Add(order);
            shop.Enqueue<IOrderConfirmationJob>(job => job.SendAsync(1, order.Id, CancellationToken.None));
        }

        var export = Guid.CreateVersion7();
        shop.Add(new OrderExport
        {
            Id = export,
            CustomerId = 1,
            RequestedAt = TimeProvider.System.GetUtcNow(),
        });
        shop.Enqueue<IOrderExportJob>(job => job.RunAsync(export, null, CancellationToken.None));
        await shop.SaveChangesAsync();
        return export;
    }

    private TestProgram Start() => TestProgram.Start(WorkerPrograms.Worker,
        "--urls=http://127.0.0.1:0", $"--ConnectionStrings:redis={_redis.ConnectionString}",
        $"--ConnectionStrings:shopdb={_mail.Database.ConnectionString}", $"--Email:PickupFolder={_mail.Folder}",
        "--Email:Smtp:Timeout=00:00:01", "--Jobs:HeartbeatInterval=00:00:01", "--Jobs:ServerTimeout=00:00:03", "--Jobs:ServerCheckInterval=00:00:01",
        "--Jobs:WatchInterval=00:00:01", "--Jobs:FetchedTimeout=00:00:03");

    private Task<long> SettledAsync() => _mail.Database.CountAsync("email_deliveries WHERE sent_at IS NOT NULL");
}
