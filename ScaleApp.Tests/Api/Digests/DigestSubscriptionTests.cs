using ScaleApp.Data.Digests;

namespace ScaleApp.Tests.Api.Digests;

public class DigestSubscriptionTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Customer_subscribes_and_unsubscribes()
    {
        using var customer = await api.First.SignInAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await customer.Client.PutAsync("/api/me/digest", null)).StatusCode);
        Assert.True(await SubscribesAsync(customer.Id));
        Assert.Equal(HttpStatusCode.NoContent, (await customer.Client.DeleteAsync("/api/me/digest")).StatusCode);
        Assert.False(await SubscribesAsync(customer.Id));
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.First.Client.PutAsync("/api/me/digest", null)).StatusCode);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task One_click_link_unsubscribes_by_POST_only()
    {
        using var customer = await api.First.SignInAsync();
        await customer.Client.PutAsync("/api/me/digest", null);
        var link = LinkOf(customer.Id);

        using var visit = await api.Second.Client.GetAsync(link);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (visit.StatusCode, visit.Content.Headers.ContentType?.MediaType));
        Assert.True(await SubscribesAsync(customer.Id));

        using var response = await PostAsync(link);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(await SubscribesAsync(customer.Id));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Link_that_the_shop_did_not_sign_is_refused()
    {
        using var forged = await PostAsync($"{UnsubscribeTokens.Path}?token=1");
        using var missing = await PostAsync(UnsubscribeTokens.Path);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (forged.StatusCode, missing.StatusCode));
    }

    // As a mail program sends it (RFC 8058), to a replica that did not make the token.
    private async Task<HttpResponseMessage> PostAsync(string link)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, link)
        {
            Headers = { { "Sec-Fetch-Site", "cross-site" } },
            Content = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]),
        };
        return await api.Second.Client.SendAsync(request);
    }

    private string LinkOf(int customer) =>
        $"{UnsubscribeTokens.Path}?token={Uri.EscapeDataString(api.First.Services.GetRequiredService<UnsubscribeTokens>().Create(customer))}";

    private Task<bool> SubscribesAsync(int customer) =>
        api.Database.ScalarAsync<bool>($"SELECT subscribes_to_digest FROM customers WHERE id = {customer}");
}
