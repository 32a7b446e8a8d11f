namespace ScaleApp.Tests.Api.Accounts.Sessions;

/// <summary>Sessions while their store is unavailable. The class kills its own Redis.</summary>
public sealed class SessionFaultTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Sessions_give_503_not_401_while_Redis_is_unavailable()
    {
        await using var redis = await RedisServer.StartAsync(appendOnly: true);
        await using var api = await ApiReplica.StartAsync(redis.ConnectionString, database.ConnectionString);
        using var customer = await api.SignInAsync();
        await redis.KillAsync();

        using var own = await customer.Client.GetAsync("/api/me");
        using var open = await customer.Client.GetAsync("/api/products/1");
        using var logOut = await customer.Client.PostAsync("/api/logout", content: null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, own.StatusCode);
        Assert.NotNull(own.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, logOut.StatusCode);

        await redis.RestartAsync();
        await Eventually.IsTrueAsync(async () =>
        {
            using var back = await customer.Client.GetAsync("/api/me");
            return back.StatusCode is HttpStatusCode.OK;
        }, "the session is valid again");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Role_change_is_refused_while_sessions_cannot_be_ended()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var api = await ApiReplica.StartAsync(redis.ConnectionString, database.ConnectionString);
        using var customer = await api.SignInAsync();
        await redis.KillAsync();

        using var answer = await api.Administrator.PutAsJsonAsync($"/api/admin/customers/{customer.Id}/role", new { role = "administrator" });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(0L, await database.CountAsync($"customer_roles WHERE customer_id = {customer.Id}"));
    }
}
