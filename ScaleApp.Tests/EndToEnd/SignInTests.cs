using System.Net;
using System.Net.Http.Json;
using ScaleApp.Api.Accounts;
using ScaleApp.Api.Accounts.Tokens;
using ScaleApp.Tests.Api.Accounts;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>Signing in on three replicas behind the gateway, which gives every request to another one.</summary>
[Collection(ShopTests.Name)]
public class SignInTests(ShopFixture shop)
{
    private const int Requests = 1_000;
    private const int AtOnce = 16;

    [RequiresFact("redis-server", "postgres")]
    public async Task Session_is_valid_on_all_replicas_until_ended_on_one()
    {
        using var customer = await SignedInCustomer.RegisterAsync(shop.Address);

        Assert.Equal([HttpStatusCode.OK], await StatusesAsync(customer.Client, Requests));

        using var logOut = await customer.Client.PostAsync("/api/logout", content: null);
        Assert.Equal(HttpStatusCode.NoContent, logOut.StatusCode);
        Assert.Equal([HttpStatusCode.Unauthorized], await StatusesAsync(customer.Client, 60));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Token_is_accepted_by_all_replicas_until_signed_out()
    {
        using var customer = await SignedInCustomer.RegisterAsync(shop.Address);
        using var client = shop.CreateClient();
        using var logIn = await client.PostAsJsonAsync("/api/tokens", new { customer.Email, SignedInCustomer.Password });
        var tokens = (await logIn.Content.ReadFromJsonAsync<TokenPair>())!;
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.AccessToken);

        Assert.Equal([HttpStatusCode.OK], await StatusesAsync(client, 60));

        using var logOut = await customer.Client.PostAsync("/api/logout/everywhere", content: null);
        await Eventually.IsTrueAsync(
            async () => await StatusesAsync(client, 60) is [HttpStatusCode.Unauthorized], "every replica knows that the token was revoked");
    }

    /// <summary>The distinct answers to that many requests.</summary>
    private static async Task<HttpStatusCode[]> StatusesAsync(HttpClient client, int requests)
    {
        var statuses = new System.Collections.Concurrent.ConcurrentDictionary<HttpStatusCode, bool>();
        await Parallel.ForAsync(0, requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, ct) =>
        {
            using var response = await client.GetAsync("/api/me", ct);
            statuses.TryAdd(response.StatusCode, true);
            if (response.IsSuccessStatusCode)
            {
                Assert.NotEqual(0, (await response.Content.ReadFromJsonAsync<CurrentCustomer>(ct))!.Id);
            }
        });

        return [.. statuses.Keys];
    }
}
