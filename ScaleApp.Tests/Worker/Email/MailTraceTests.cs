using System.Collections.Concurrent;
using System.Diagnostics;
using ScaleApp.Data.Orders;
using ScaleApp.Data.Outbox;
using ScaleApp.Tests.Support;
using ScaleApp.Worker;

namespace ScaleApp.Tests.Worker.Email;

public sealed class MailTraceTests(RedisServer redis, ShopDatabase database) : IClassFixture<RedisServer>, IClassFixture<ShopDatabase>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task One_trace_covers_request_outbox_job_and_mail()
    {
        var folder = Directory.CreateTempSubdirectory("scaleapp-mail-");
        var spans = new ConcurrentQueue<Activity>();
        using var source = new ActivitySource("mail-trace-tests");
        using var listener = new ActivityListener
        {
            ShouldListenTo = listened => listened.Name is "ScaleApp.Jobs" or "ScaleApp.Email" or "mail-trace-tests",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var worker = WorkerApplication.Create(
        [
            "--urls=http://127.0.0.1:0", $"--ConnectionStrings:redis={redis.ConnectionString}", $"--ConnectionStrings:shopdb={database.ConnectionString}",
            $"--Email:PickupFolder={folder.FullName}", "--Logging:LogLevel:Default=Error", "--ServiceDefaults:DrainGrace=00:00:00",
        ]);
        await worker.StartAsync();

        var order = await database.ScalarAsync<Guid>("SELECT id FROM orders WHERE customer_id = 1 LIMIT 1");
        var request = source.StartActivity("request")!;
        await using (var shop = database.Context())
        {
            shop.Enqueue<IOrderConfirmationJob>(job => job.SendAsync(1, order, CancellationToken.None));
            await shop.SaveChangesAsync();
        }

        request.Stop();
        await Eventually.IsTrueAsync(() => spans.Any(span => span.OperationName == "send mail"), "the mail is traced");
        await worker.StopAsync();
        folder.Delete(recursive: true);

        Activity Span(Func<Activity, bool> wanted) => spans.Single(span => span.TraceId == request.TraceId && wanted(span));
        var send = Span(span => span.Kind is ActivityKind.Producer);
        var process = Span(span => span.Kind is ActivityKind.Consumer);
        var mail = Span(span => span.Kind is ActivityKind.Client);
        Assert.Equal((request.SpanId, send.SpanId, process.SpanId), (send.ParentSpanId, process.ParentSpanId, mail.ParentSpanId));
    }
}
