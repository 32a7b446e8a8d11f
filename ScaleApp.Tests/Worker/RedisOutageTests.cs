using Hangfire;
using ScaleApp.Api.Orders;
using ScaleApp.Api.Orders.Exports;

namespace ScaleApp.Tests.Worker;

/// <summary>A replica of the API and a worker over a Redis that fails.</summary>
[Collection(AloneTests.Name)]
[Trait("Category", "Chaos")]
public sealed class RedisOutageTests : IDisposable
{
    // Jobs resume within 5 s on an idle machine; WorkerCrashTests measures that.
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(18), Deadline = TimeSpan.FromSeconds(5), Resumption = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("scaleapp-mail-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Both kinds of outage at once, each with servers of its own: they last.
    [RequiresFact("redis-server", "postgres")]
    public Task Endpoints_enqueue_during_an_outage_and_jobs_resume_after_it() => Task.WhenAll(
        OutageAsync(redis => redis.KillAsync(), redis => redis.RestartAsync()),
        OutageAsync(redis => Task.Run(redis.Stop), redis => Task.Run(redis.Continue)));

    private async Task OutageAsync(Func<RedisServer, Task> begin, Func<RedisServer, Task> end)
    {
        await using var database = await ShopDatabase.CreateAsync();
        await using var redis = await RedisServer.StartAsync(appendOnly: true);
        await using var api = await ApiReplica.StartAsync(redis.ConnectionString, database.ConnectionString);
        await using var worker = await WorkerReplica.StartAsync(redis.ConnectionString, database.ConnectionString, $"Email:PickupFolder={_folder}");
        using var customer = await api.SignInAsync();

        // A token request needs no session in Redis.
        using var client = await api.WithTokenAsync(customer);
        await IsConfirmedAsync(await OrderAsync(client), Eventually.Default);
        var jobs = worker.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
        await Eventually.IsTrueAsync(() => jobs.GetStatistics() is { Enqueued: 0, Processing: 0 }, "the worker is idle");

        var outage = Stopwatch.StartNew();
        await begin(redis);
        var order = await OrderAsync(client);
        var export = await ExportAsync(client);
        Assert.Equal(HttpStatusCode.NoContent, (await WithinDeadlineAsync(() => client.PutAsync("/api/me/digest", null))).StatusCode);
        Assert.True(await database.ScalarAsync<bool>($"SELECT subscribes_to_digest FROM customers WHERE id = {customer.Id}"));
        Assert.True(await database.CountAsync("outbox_jobs") >= 3);
        await Eventually.IsTrueAsync(() => outage.Elapsed > Outage, "the outage lasts", TimeSpan.FromMinutes(1));

        await end(redis);
        await IsConfirmedAsync(order, Resumption);
        await Eventually.IsTrueAsync(() => database.ScalarAsync<bool>($"SELECT completed_at IS NOT NULL FROM order_exports WHERE id = '{export}'"),
            "the export is made", Resumption);
        await Eventually.IsAsync(() => database.CountAsync("outbox_jobs"), rows => rows == 0, "no job waits in the table", Resumption);
    }

    private static async Task<Guid> OrderAsync(HttpClient client)
    {
        using var response = await WithinDeadlineAsync(() => client.OrderAsync(key: null, (Product: 3, Quantity: 1)));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<OrderDetails>())!.Id;
    }

    private static async Task<Guid> ExportAsync(HttpClient client)
    {
        using var response = await WithinDeadlineAsync(() => client.PostAsync("/api/orders/exports", null));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<ExportStatus>())!.Id;
    }

    private static async Task<HttpResponseMessage> WithinDeadlineAsync(Func<Task<HttpResponseMessage>> send)
    {
        var watch = Stopwatch.StartNew();
        var response = await send();
        Assert.True(watch.Elapsed < Deadline, $"{response.RequestMessage?.RequestUri} took {watch.Elapsed.TotalSeconds:0.0} s.");
        return response;
    }

    private Task IsConfirmedAsync(Guid order, TimeSpan within) => Eventually.IsTrueAsync(
        () => File.Exists(Path.Combine(_folder, $"order-confirmation.{order:N}@scaleapp.eml")), "the order is confirmed", within);
}
