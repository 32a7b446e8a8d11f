using ScaleApp.Data.Digests;

namespace ScaleApp.Tests.Api.Digests;

public class DigestSubscriptionTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Customer_unsubscribes_by_request_and_by_the_signed_link()
    {
        using var customer = await api.First.SignInAsync();
        using var subscribed = await customer.Client.PutAsync("/api/me/digest", null);
        Assert.True(await SubscribesAsync(customer.Id));
        using var unsubscribed = await customer.Client.DeleteAsync("/api/me/digest");
        Assert.False(await SubscribesAsync(customer.Id));
        await customer.Client.PutAsync("/api/me/digest", null);

        var link = LinkOf(customer.Id);
        using var forged = await PostAsync($"{UnsubscribeTokens.Path}?token=1");
        using var missing = await PostAsync(UnsubscribeTokens.Path);
        using var visit = await api.Second.Client.GetAsync(link);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (forged.StatusCode, missing.StatusCode));
        Assert.Equal((HttpStatusCode.OK, "text/html"), (visit.StatusCode, visit.Content.Headers.ContentType?.MediaType));
        Assert.True(await SubscribesAsync(customer.Id));

        using var response = await PostAsync(link);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(await SubscribesAsync(customer.Id));
    }

    // As a mail program sends it (RFC 8058), to a replica that did not make the token.
    private Task<HttpResponseMessage> PostAsync(string link) => api.Second.Client.SendAsync(
        "POST", link, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]), ("Sec-Fetch-Site", "cross-site"));

    private string LinkOf(int customer) =>
        $"{UnsubscribeTokens.Path}?token={Uri.EscapeDataString(api.First.Services.GetRequiredService<UnsubscribeTokens>().Create(customer))}";

    private Task<bool> SubscribesAsync(int customer) =>
        api.Database.ScalarAsync<bool>($"SELECT subscribes_to_digest FROM customers WHERE id = {customer}");
}
