using ScaleApp.Api.Cart;

namespace ScaleApp.Tests.Support;

/// <summary>Uses the cart of a customer.</summary>
internal static class CartClient
{
    public static async Task<HttpStatusCode> AddToCartAsync(this HttpClient client, int product, int quantity)
    {
        using var response = await client.PostAsJsonAsync("/api/cart/items", new { productId = product, quantity });
        return response.StatusCode;
    }

    public static async Task<HttpStatusCode> SetInCartAsync(this HttpClient client, int product, int quantity)
    {
        using var response = await client.PutAsJsonAsync($"/api/cart/items/{product}", new { quantity });
        return response.StatusCode;
    }

    public static async Task<CartContent> ReadCartAsync(this HttpClient client) => (await client.GetFromJsonAsync<CartContent>("/api/cart"))!;

    /// <summary>The products and quantities in the cart.</summary>
    public static async Task<IEnumerable<(int Product, int Quantity)>> CartAsync(this HttpClient client) =>
        (await client.ReadCartAsync()).Items.Select(item => (item.ProductId, item.Quantity));

    public static Task<HttpResponseMessage> CheckOutAsync(this HttpClient client, string key) =>
        client.SendAsync("POST", "/api/cart/checkout", body: null, ("Idempotency-Key", key));

    /// <summary>The customer at a replica, with an access token instead of the session's cookie.</summary>
    public static async Task<HttpClient> WithTokenAsync(this ApiReplica replica, SignedInCustomer customer) => new()
    {
        BaseAddress = replica.Client.BaseAddress,
        DefaultRequestHeaders =
        {
            Authorization = new AuthenticationHeaderValue("Bearer", (await replica.LogInForTokensAsync(customer)).AccessToken),
        },
    };

    /// <summary>The customer at a replica, in another session.</summary>
    public static async Task<HttpClient> WithAnotherSessionAsync(this ApiReplica replica, SignedInCustomer customer)
    {
        using var response = await replica.Client.LogInAsync(customer.Email);
        response.EnsureSuccessStatusCode();
        return SignedInCustomer.ClientWith(replica.Client.BaseAddress!, SignedInCustomer.CookieOf(response));
    }
}
