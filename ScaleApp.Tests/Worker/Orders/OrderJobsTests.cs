using System.Linq.Expressions;
using Hangfire;
using Hangfire.Common;
using ScaleApp.Data.Files;
using ScaleApp.Data.Orders;
using ScaleApp.Data.Orders.Exports;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Tests.Worker.Orders;

/// <summary>A real worker over the class's own Redis and database, which receives jobs through the outbox.</summary>
public sealed class OrderJobsTests(RedisServer redis, ShopDatabase database) : IClassFixture<RedisServer>, IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scaleapp-mail-").FullName;
    private WorkerReplica? _worker;

    public async Task InitializeAsync()
    {
        if (Requirement.Missing(["redis-server", "postgres"]) is null)
        {
            _worker = await WorkerReplica.StartAsync(redis.ConnectionString, database.ConnectionString, $"Email:PickupFolder={_folder}");
        }
    }

    public async Task DisposeAsync()
    {
        await (_worker?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Confirmation_job_run_twice_sends_one_mail_with_the_lines()
    {
        var order = await AddOrderAsync(customer: 1, quantity: 3);

        await ConfirmAsync(order);
        await ConfirmAsync(order);
        var other = await AddOrderAsync(customer: 2, quantity: 1);
        await ConfirmAsync(other, customer: 2);

        var path = Path.Combine(_folder, $"order-confirmation.{order:N}@scaleapp.eml");
        await Eventually.IsTrueAsync(() => Directory.GetFiles(_folder, "*.eml").Length == 2, "both orders are confirmed");
        var mail = await MimeKit.MimeMessage.LoadAsync(path);
        Assert.Equal($"order-confirmation.{order:N}@scaleapp", mail.MessageId);
        Assert.Contains("    3 x ", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Total: 36.00", mail.TextBody, StringComparison.Ordinal);
        await Eventually.IsTrueAsync(
            async () => await database.ScalarAsync<long>(
                $"SELECT count(*) FROM email_deliveries WHERE sent_at IS NOT NULL AND (message_id LIKE '%{order:N}%' OR message_id LIKE '%{other:N}%')") == 2,
            "both deliveries are recorded");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Cancelled_order_is_not_confirmed()
    {
        var cancelled = await AddOrderAsync(customer: 1, quantity: 1, OrderStatus.Cancelled);
        var placed = await AddOrderAsync(customer: 1, quantity: 1);

        await ConfirmAsync(cancelled);
        await ConfirmAsync(placed);

        await Eventually.IsTrueAsync(
            () => Succeeded().Count(job => job.Args[1] is Guid id && (id == cancelled || id == placed)) == 2, "both jobs succeeded");
        Assert.True(File.Exists(Path.Combine(_folder, $"order-confirmation.{placed:N}@scaleapp.eml")));
        Assert.False(File.Exists(Path.Combine(_folder, $"order-confirmation.{cancelled:N}@scaleapp.eml")));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Export_lists_every_line_of_that_customer_only()
    {
        await database.ScalarAsync<int>("""UPDATE products SET name = '=1+1, "quoted"' WHERE id = 1 RETURNING id""");
        var customer = await database.ScalarAsync<int>(
            "INSERT INTO customers (email, name, subscribes_to_digest, created_at) VALUES ('export@example.com', 'E', false, now()) RETURNING id");
        var first = await AddOrderAsync(customer, quantity: 2);
        var second = await AddOrderAsync(customer, quantity: 5);
        var export = await AddExportAsync(customer);

        await EnqueueAsync<IOrderExportJob>(job => job.RunAsync(export, null, CancellationToken.None));
        await EnqueueAsync<IOrderExportJob>(job => job.RunAsync(export, null, CancellationToken.None));

        await Eventually.IsTrueAsync(() => database.ScalarAsync<bool>($"SELECT completed_at IS NOT NULL FROM order_exports WHERE id = '{export}'"), "it is ready");
        Assert.Equal(
            $""""
            order,placed_at,status,product,name,quantity,unit_price,total
            {first},2026-11-21T08:00:00Z,Placed,1,"'=1+1, ""quoted""",2,12.00,24.00
            {second},2026-11-21T08:00:01Z,Placed,1,"'=1+1, ""quoted""",5,12.00,60.00

            """".ReplaceLineEndings("\r\n"), await ReadAsync(OrderExport.FileNameOf(export)));
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), await BeginningAsync(OrderExport.FileNameOf(export), Encoding.UTF8.Preamble.Length));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Large_export_is_complete()
    {
        const int Orders = 20_000;
        var customer = await database.ScalarAsync<int>(
            "INSERT INTO customers (email, name, subscribes_to_digest, created_at) VALUES ('large@example.com', 'L', false, now()) RETURNING id");
        await database.ScalarAsync<long>(
            $"""
            INSERT INTO orders (id, customer_id, placed_at, status, total)
                SELECT gen_random_uuid(), {customer}, now() + n * interval '1 ms', 0, 1 FROM generate_series(1, {Orders}) n;
            -- Without statistics the foreign key of each line is checked by a scan.
            ANALYZE orders;
            WITH lines AS (INSERT INTO order_lines (customer_id, order_id, number, product_id, quantity, unit_price)
                SELECT customer_id, id, 1, 2, 1, 1 FROM orders WHERE customer_id = {customer} RETURNING order_id) SELECT count(*) FROM lines
            """);
        var export = await AddExportAsync(customer);

        await EnqueueAsync<IOrderExportJob>(job => job.RunAsync(export, null, CancellationToken.None));

        await Eventually.IsTrueAsync(() => database.ScalarAsync<bool>($"SELECT completed_at IS NOT NULL FROM order_exports WHERE id = '{export}'"),
            "it is ready", TimeSpan.FromSeconds(60));
        Assert.Equal(Orders + 2, (await ReadAsync(OrderExport.FileNameOf(export))).Split("\r\n").Length);
    }

    private async Task<Guid> AddOrderAsync(int customer, int quantity, OrderStatus status = OrderStatus.Placed)
    {
        await using var shop = database.Context();
        var id = Guid.CreateVersion7();
        shop.Add(new Order
        {
            Id = id,
            CustomerId = customer,
            PlacedAt = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero).AddSeconds(await shop.Orders.CountAsync(order => order.CustomerId == customer)),
            Status = status,
            Total = quantity * 12,
            Lines = [new OrderLine { CustomerId = customer, OrderId = id, Number = 1, ProductId = 1, Quantity = quantity, UnitPrice = 12 }],
        });
        await shop.SaveChangesAsync();
        return id;
    }

    private async Task<Guid> AddExportAsync(int customer)
    {
        await using var shop = database.Context();
        var export = new OrderExport { Id = Guid.CreateVersion7(), CustomerId = customer, RequestedAt = TimeProvider.System.GetUtcNow() };
        shop.Add(export);
        await shop.SaveChangesAsync();
        return export.Id;
    }

    private Task ConfirmAsync(Guid order, int customer = 1) =>
        EnqueueAsync<IOrderConfirmationJob>(job => job.SendAsync(customer, order, CancellationToken.None));

    /// <summary>As the API does it, in a transaction.</summary>
    private async Task EnqueueAsync<T>(Expression<Func<T, Task>> call)
    {
        await using var shop = database.Context();
        shop.Enqueue(call);
        await shop.SaveChangesAsync();
    }

    private async Task<byte[]> BeginningAsync(string name, int length)
    {
        await using var scope = _worker!.Services.CreateAsyncScope();
        var files = scope.ServiceProvider.GetRequiredService<FileArchive>();
        await using var stream = files.Open((await files.FindAsync(name, default))!);
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    private IEnumerable<Job> Succeeded() => _worker!.Services.GetRequiredService<JobStorage>().GetMonitoringApi().SucceededJobs(0, 100)
        .Select(entry => entry.Value?.Job).OfType<Job>();

    private async Task<string> ReadAsync(string name)
    {
        await using var scope = _worker!.Services.CreateAsyncScope();
        var files = scope.ServiceProvider.GetRequiredService<FileArchive>();
        using var reader = new StreamReader(files.Open((await files.FindAsync(name, default))!));
        return await reader.ReadToEndAsync();
    }
}
