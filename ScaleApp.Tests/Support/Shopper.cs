using ScaleApp.Api.Orders;

namespace ScaleApp.Tests.Support;

internal static class Shopper
{
    /// <summary>Places an order, with a new key unless one is given.</summary>
    public static Task<HttpResponseMessage> OrderAsync(this HttpClient client, string? key, params (int Product, int Quantity)[] lines) => client.SendAsync(
        "POST", "/api/orders", new { lines = lines.Select(line => new { productId = line.Product, line.Quantity }) },
        ("Idempotency-Key", key ?? Guid.NewGuid().ToString("N")));

    /// <summary>Places an order that has to succeed.</summary>
    public static async Task<OrderDetails> OrderAsync(this SignedInCustomer customer, params (int Product, int Quantity)[] lines)
    {
        using var response = await customer.Client.OrderAsync(key: null, lines);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<OrderDetails>())!;
    }

    public static Task SetStockAsync(this ShopDatabase database, int product, int stock) =>
        database.ExecuteAsync($"UPDATE products SET stock = {stock} WHERE id = {product}");

    public static Task<int> StockAsync(this ShopDatabase database, int product) =>
        database.ScalarAsync<int>($"SELECT stock FROM products WHERE id = {product}");
}
