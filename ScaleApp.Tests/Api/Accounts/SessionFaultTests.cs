using System.Net;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Api.Accounts;

/// <summary>What becomes of sessions while the store is away, with a Redis of the class's own to kill.</summary>
public sealed class SessionFaultTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Without_Redis_nobody_is_told_to_be_signed_out_and_what_is_open_to_all_is_served()
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
        }, "the session is there again");
    }
}
