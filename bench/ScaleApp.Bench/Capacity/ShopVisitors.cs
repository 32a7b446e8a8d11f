using ScaleApp.Bench.Probing;

namespace ScaleApp.Bench.Capacity;

/// <summary>The mix of requests that visitors send: of a hundred 40 look at a product, 20 at the best sellers, 25 ask who they are, 10 read their cart, 5 change it.</summary>
internal sealed class ShopVisitors : IDisposable
{
    private const int Customers = 20, Products = 1_000;

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly ProbeCustomer[] _customers;

    private ShopVisitors(HttpClient http, ProbeCustomer[] customers) => (_http, _customers) = (http, customers);

    public static async Task<ShopVisitors> EnterAsync(Uri gateway, CancellationToken ct)
    {
        var customers = new ProbeCustomer[Customers];
        for (var i = 0; i < Customers; i++)
        {
            customers[i] = await ProbeCustomer.RegisterAsync(gateway, ct);
        }

        return new ShopVisitors(
            new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 256 }) { BaseAddress = gateway, Timeout = RequestTimeout }, customers);
    }

    /// <summary>Sends the request of that number, and says whether it was answered well.</summary>
    public async Task<bool> SendAsync(int number, CancellationToken ct)
    {
        var customer = _customers[number % Customers];

        // Spread evenly: consecutive requests differ.
        using var request = (number * 37 % 100) switch
        {
            < 40 => new HttpRequestMessage(HttpMethod.Get, new Uri($"/api/products/{1 + Random.Shared.Next(Products)}", UriKind.Relative)),
            < 60 => new HttpRequestMessage(HttpMethod.Get, new Uri("/api/products/top?count=20", UriKind.Relative)),
            < 85 => customer.Request(HttpMethod.Get, "/api/me"),
            < 95 => customer.Request(HttpMethod.Get, "/api/cart"),
            _ => customer.Request(HttpMethod.Put, $"/api/cart/items/{1 + (number % 10)}", new { quantity = 1 + (number % 5) }),
        };
        try
        {
            using var response = await _http.SendAsync(request, ct);
            await response.Content.CopyToAsync(Stream.Null, ct);
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();
}
