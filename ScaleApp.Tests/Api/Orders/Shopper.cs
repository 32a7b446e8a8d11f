using System.Net.Http.Json;
using System.Text.Json;
using ScaleApp.Api.Orders;
using ScaleApp.Tests.Api.Accounts;

namespace ScaleApp.Tests.Api.Orders;

/// <summary>A customer who orders.</summary>
internal static class Shopper
{
    /// <summary>Places an order, with a new key unless one is given.</summary>
    public static async Task<HttpResponseMessage> OrderAsync(this HttpClient client, string? key, params (int Product, int Quantity)[] lines)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/orders")
        {
            Content = JsonContent.Create(new NewOrder([.. lines.Select(line => new NewOrderLine(line.Product, line.Quantity))]), options: JsonSerializerOptions.Web),
        };
        request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString("N"));
        return await client.SendAsync(request);
    }

    /// <summary>Places an order that has to succeed.</summary>
    public static async Task<OrderDetails> OrderAsync(this SignedInCustomer customer, params (int Product, int Quantity)[] lines)
    {
        using var response = await customer.Client.OrderAsync(key: null, lines);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<OrderDetails>())!;
    }
}
