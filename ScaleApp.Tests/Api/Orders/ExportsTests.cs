using ScaleApp.Api.Orders.Exports;
using ScaleApp.Data.Files;
using ScaleApp.Data.Orders.Exports;

namespace ScaleApp.Tests.Api.Orders;

public sealed class ExportsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Concurrent_export_requests_create_one_pending_export()
    {
        using var customer = await api.First.SignInAsync();
        using var other = customer.On(api.Second);

        var answers = await Task.WhenAll(customer.Client.PostAsync("/api/orders/exports", null), other.PostAsync("/api/orders/exports", null));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        Assert.Single(answers.Select(answer => answer.Headers.Location).Distinct());
        var status = (await other.GetFromJsonAsync<ExportStatus>(answers[0].Headers.Location))!;
        Assert.Equal((ExportState.Waiting, null), (status.State, status.File));
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/api/orders/exports/{status.Id}/file")).StatusCode);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Completed_export_is_downloadable_by_its_customer_only()
    {
        using var customer = await api.First.SignInAsync();
        using var stranger = await api.First.SignInAsync();
        var id = await ReadyAsync(customer.Id, "order\r\n");

        var status = (await customer.Client.GetFromJsonAsync<ExportStatus>($"/api/orders/exports/{id}"))!;
        using var file = await customer.Client.GetAsync(status.File);

        Assert.Equal((ExportState.Ready, 100), (status.State, status.Progress));
        Assert.Equal("order\r\n", await file.Content.ReadAsStringAsync());
        Assert.Equal("text/csv", file.Content.Headers.ContentType?.MediaType);
        Assert.Matches(@"^attachment; filename=orders-\d{4}-\d\d-\d\d\.csv", file.Content.Headers.ContentDisposition?.ToString());
        Assert.True(file.Headers.CacheControl is { NoStore: true, Private: true });
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Client.GetAsync(status.File)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Client.GetAsync($"/api/orders/exports/{id}")).StatusCode);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Export_beyond_the_maximum_is_a_conflict()
    {
        using var customer = await api.First.SignInAsync();
        for (var n = 0; n < OrderExport.MaxPerCustomer; n++)
        {
            await ReadyAsync(customer.Id, "");
        }

        using var refused = await customer.Client.PostAsync("/api/orders/exports", null);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
    }

    /// <summary>Stores an export as a worker does.</summary>
    private async Task<Guid> ReadyAsync(int customer, string content)
    {
        var id = await api.Database.ScalarAsync<Guid>(
            $"""
            INSERT INTO order_exports (id, customer_id, state, progress, requested_at, completed_at)
            VALUES (gen_random_uuid(), {customer}, 2, 100, now(), now()) RETURNING id
            """);
        await using var scope = api.First.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<FileArchive>().SaveAsync(
            OrderExport.FileNameOf(id), "text/csv; charset=utf-8", new MemoryStream(Encoding.UTF8.GetBytes(content)), null, default);
        return id;
    }
}
