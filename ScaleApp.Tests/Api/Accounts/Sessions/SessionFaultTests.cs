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
        using var logOut = await customer.Client.PostAsync("/api/logout", content: null);
        using var role = await api.Administrator.PutAsJsonAsync($"/api/admin/customers/{customer.Id}/role", new { role = "administrator" });

        await own.AssertUnavailableAsync();
        await logOut.AssertUnavailableAsync();
        await role.AssertUnavailableAsync();
        Assert.Equal(HttpStatusCode.OK, await customer.Client.StatusAsync("/api/products/1"));

        // The role would not apply to the sessions that cannot be ended.
        Assert.Equal(0L, await database.CountAsync($"customer_roles WHERE customer_id = {customer.Id}"));

        await redis.RestartAsync();
        await Eventually.IsTrueAsync(async () => await customer.Client.StatusAsync() is HttpStatusCode.OK, "the session is valid again");
    }
}
