using Hangfire;
using Hangfire.Common;
using ScaleApp.Data.Files;
using ScaleApp.Data.Orders;
using ScaleApp.Data.Orders.Exports;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Tests.Worker.Orders;

/// <summary>A real worker over the class's own Redis and database, which receives jobs through the outbox.</summary>
public sealed class OrderJobsTests(RedisServer redis, ShopDatabase database)
    : TestWithServers("redis-server", "postgres"), IClassFixture<RedisServer>, IClassFixture<ShopDatabase>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scaleapp-mail-").FullName;
    private WorkerReplica _worker = null!;

    private protected override async Task StartAsync() =>
        _worker = await OwnAsync(WorkerReplica.StartAsync(redis.ConnectionString, database.ConnectionString, $"Email:PickupFolder={_folder}"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RequiresFact("redis-server", "postgres")]
    public async Task Confirmation_is_one_mail_with_the_lines_unless_cancelled()
    {
        var order = await AddOrderAsync(customer: 1, quantity: 3);
        var cancelled = await AddOrderAsync(customer: 1, quantity: 1, OrderStatus.Cancelled);
        var other = await AddOrderAsync(customer: 2, quantity: 1);

        await ConfirmAsync(order);
        await ConfirmAsync(order);
        await ConfirmAsync(cancelled);
        await ConfirmAsync(other, customer: 2);

        Guid[] orders = [order, order, cancelled, other];
        await Eventually.IsTrueAsync(() => Succeeded().Count(job => orders.Contains((Guid)job.Args[1])) == orders.Length, "all jobs succeeded");
        Assert.Equal(2, Directory.GetFiles(_folder, "*.eml").Length);
        var mail = await MimeKit.MimeMessage.LoadAsync(Path.Combine(_folder, $"order-confirmation.{order:N}@scaleapp.eml"));
        Assert.Equal($"order-confirmation.{order:N}@scaleapp", mail.MessageId);
        Assert.Contains("    3 x ", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Total: 36.00", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal(2L, await database.CountAsync($"email_deliveries WHERE sent_at IS NOT NULL AND message_id ~ '{order:N}|{other:N}'"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Export_lists_every_line_of_that_customer_only()
    {
        await database.ExecuteAsync("""UPDATE products SET name = '=1+1, "quoted"' WHERE id = 1""");
        var customer = await AddCustomerAsync("export@example.com");
        var first = await AddOrderAsync(customer, quantity: 2);
        var second = await AddOrderAsync(customer, quantity: 5);
        var export = await ExportAsync(customer, times: 2);
        var expected =
            $""""
            order,placed_at,status,product,name,quantity,unit_price,total
            {first},2026-11-21T08:00:00Z,Placed,1,"'=1+1, ""quoted""",2,12.00,24.00
            {second},2026-11-21T08:00:01Z,Placed,1,"'=1+1, ""quoted""",5,12.00,60.00

            """".ReplaceLineEndings("\r\n");
        Assert.Equal($"\uFEFF{expected}", await ReadAsync(export));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Large_export_is_complete()
    {
        const int Orders = 20_000;
        var customer = await AddCustomerAsync("large@example.com");
        await database.ExecuteAsync(
            $"""
            INSERT INTO orders (id, customer_id, placed_at, status, total)
                SELECT gen_random_uuid(), {customer}, now() + n * interval '1 ms', 0, 1 FROM generate_series(1, {Orders}) n;
            -- Without statistics the foreign key of each line is checked by a scan.
            ANALYZE orders;
            INSERT INTO order_lines (customer_id, order_id, number, product_id, quantity, unit_price)
                SELECT customer_id, id, 1, 2, 1, 1 FROM orders WHERE customer_id = {customer};
            """);

        var export = await ExportAsync(customer, times: 1);

        Assert.Equal(Orders + 2, (await ReadAsync(export)).Split("\r\n").Length);
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

    private Task<int> AddCustomerAsync(string email) => database.ScalarAsync<int>(
        $"INSERT INTO customers (email, name, subscribes_to_digest, created_at) VALUES ('{email}', 'E', false, now()) RETURNING id");

    private async Task<Guid> ExportAsync(int customer, int times)
    {
        await using var shop = database.Context();
        var export = new OrderExport { Id = Guid.CreateVersion7(), CustomerId = customer, RequestedAt = TimeProvider.System.GetUtcNow() };
        shop.Add(export);
        for (var time = 0; time < times; time++)
        {
            shop.Enqueue<IOrderExportJob>(job => job.RunAsync(export.Id, null, CancellationToken.None));
        }

        await shop.SaveChangesAsync();
        await Eventually.IsTrueAsync(() => database.ScalarAsync<bool>($"SELECT completed_at IS NOT NULL FROM order_exports WHERE id = '{export.Id}'"),
            "the export is ready", TimeSpan.FromSeconds(60));
        return export.Id;
    }

    private async Task ConfirmAsync(Guid order, int customer = 1)
    {
        await using var shop = database.Context();
        shop.Enqueue<IOrderConfirmationJob>(job => job.SendAsync(customer, order, CancellationToken.None));
        await shop.SaveChangesAsync();
    }

    private async Task<string> ReadAsync(Guid export)
    {
        await using var scope = _worker.Services.CreateAsyncScope();
        var files = scope.ServiceProvider.GetRequiredService<FileArchive>();
        await using var stream = files.Open((await files.FindAsync(OrderExport.FileNameOf(export), default))!);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return Encoding.UTF8.GetString(content.ToArray());
    }

    private IEnumerable<Job> Succeeded() => _worker.Services.GetRequiredService<JobStorage>().GetMonitoringApi().SucceededJobs(0, 100)
        .Select(entry => entry.Value?.Job).OfType<Job>().Where(job => job.Type == typeof(IOrderConfirmationJob));

    [RequiresFact("redis-server", "postgres")]
    public async Task One_trace_covers_request_outbox_job_and_mail()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var source = new ActivitySource("mail-trace-tests");
        using var listener = new ActivityListener
        {
            ShouldListenTo = listened => listened.Name is "ScaleApp.Jobs" or "ScaleApp.Email" or "mail-trace-tests",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var order = await AddOrderAsync(customer: 1, quantity: 1);

        var request = source.StartActivity("request")!;
        await ConfirmAsync(order);
        request.Stop();

        await Eventually.IsTrueAsync(() => spans.Count(span => span.TraceId == request.TraceId) == 4, "four spans of the trace");
        Activity Span(ActivityKind kind) => spans.Single(span => span.TraceId == request.TraceId && span.Kind == kind);
        var (send, process, mail) = (Span(ActivityKind.Producer), Span(ActivityKind.Consumer), Span(ActivityKind.Client));
        Assert.Equal(("send default", "process IOrderConfirmationJob.SendAsync", "send mail"), (send.DisplayName, process.DisplayName, mail.OperationName));
        Assert.DoesNotContain(process.TagObjects, tag => $"{tag.Value}".Contains($"{order}", StringComparison.Ordinal));
        Assert.Equal((request.SpanId, send.SpanId, process.SpanId), (send.ParentSpanId, process.ParentSpanId, mail.ParentSpanId));
    }
}
