using ScaleApp.Data.Orders;
using ScaleApp.Data.Outbox;

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
        await using var worker = await WorkerReplica.StartAsync(redis.ConnectionString, database.ConnectionString, $"Email:PickupFolder={folder.FullName}");

        var order = await database.ScalarAsync<Guid>("SELECT id FROM orders WHERE customer_id = 1 LIMIT 1");
        var request = source.StartActivity("request")!;
        await using (var shop = database.Context())
        {
            shop.Enqueue<IOrderConfirmationJob>(job => job.SendAsync(1, order, CancellationToken.None));
            await shop.SaveChangesAsync();
        }

        request.Stop();
        await Eventually.IsTrueAsync(() => spans.Count(span => span.TraceId == request.TraceId) == 4, "four spans of the trace");
        folder.Delete(recursive: true);

        Activity Span(Func<Activity, bool> wanted) => spans.Single(span => span.TraceId == request.TraceId && wanted(span));
        var send = Span(span => span.Kind is ActivityKind.Producer);
        var process = Span(span => span.Kind is ActivityKind.Consumer);
        var mail = Span(span => span.Kind is ActivityKind.Client);
        Assert.Equal(("send default", "process IOrderConfirmationJob.SendAsync", "send mail"), (send.DisplayName, process.DisplayName, mail.OperationName));
        Assert.DoesNotContain(process.TagObjects, tag => $"{tag.Value}".Contains($"{order}", StringComparison.Ordinal));
        Assert.Equal((request.SpanId, send.SpanId, process.SpanId), (send.ParentSpanId, process.ParentSpanId, mail.ParentSpanId));
    }
}
