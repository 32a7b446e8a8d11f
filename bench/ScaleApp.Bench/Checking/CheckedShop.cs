using System.Net.Http.Json;
using ScaleApp.Api.Catalog;
using ScaleApp.Bench.Measuring;
using ScaleApp.Bench.Probing;
using Replica = ScaleApp.Api.Replicas.Replica;

namespace ScaleApp.Bench.Checking;

/// <summary>A running shop, asked as many clients ask it: each request has a connection of its own, so that any replica may answer.</summary>
internal sealed class CheckedShop(Uri address) : IDisposable
{
    private const int Parallelism = 8;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(30),
        DefaultRequestHeaders = { ConnectionClose = true },
    };

    public Task<ProbeCustomer> RegisterAsync(CancellationToken ct) => ProbeCustomer.RegisterAsync(address, ct);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) => _http.SendAsync(request, ct);

    public static HttpRequestMessage Get(string path) => new(HttpMethod.Get, new Uri(path, UriKind.Relative));

    /// <summary>Sends requests, some at a time. <paramref name="read"/> gets each answer and when its request was sent.</summary>
    public async Task<T[]> SendManyAsync<T>(
        int count, Func<HttpRequestMessage> create, Func<HttpResponseMessage, TimeSpan, Task<T>> read, CancellationToken ct)
    {
        var results = new T[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = ct }, async (number, token) =>
        {
            using var request = create();
            var sent = ProbeClient.Now;
            using var response = await SendAsync(request, token);
            results[number] = await read(response, sent);
        });
        return results;
    }

    /// <summary>The replicas that answer.</summary>
    public async Task<IReadOnlyCollection<Replica>> ReplicasAsync(CancellationToken ct)
    {
        const int Enough = 60;
        var replicas = await SendManyAsync(Enough, () => Get("/api/whoami"),
            async (response, _) => response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<Replica>(ct) : null, ct);
        return replicas.OfType<Replica>().ToHashSet();
    }

    public async Task<int> UnitsSoldAsync(int product, CancellationToken ct) =>
        (await _http.GetFromJsonAsync<ProductDetails>($"/api/products/{product}", ct))!.UnitsSold;

    public Task<int> FindProductAsync(int units, CancellationToken ct) => StockedProduct.FindAsync(_http, units, ct);

    /// <summary>Orders one unit.</summary>
    /// <exception cref="BenchException">It is refused.</exception>
    public async Task<Guid> OrderAsync(ProbeCustomer customer, int product, CancellationToken ct)
    {
        using var request = customer.Order(product, Guid.NewGuid().ToString("N"));
        using var response = await SendAsync(request, ct);
        return response.IsSuccessStatusCode
            ? (await response.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(ct)).GetProperty("id").GetGuid()
            : throw new BenchException($"An order is refused: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(ct)}");
    }

    /// <summary>Gives the units back.</summary>
    public async Task CancelAsync(ProbeCustomer customer, IEnumerable<Guid> orders, CancellationToken ct)
    {
        foreach (var order in orders)
        {
            using var request = customer.Request(HttpMethod.Delete, $"/api/orders/{order}");
            using var response = await SendAsync(request, ct);
        }
    }

    public void Dispose() => _http.Dispose();
}
