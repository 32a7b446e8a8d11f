using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ScaleApp.Api.Accounts;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Probing;

/// <summary>An account that the probe opened, with the session that it got.</summary>
internal sealed record ProbeCustomer(int Id, string Cookie, string Email, string Password)
{
    /// <exception cref="BenchException">The shop does not answer, or opens no account.</exception>
    public static async Task<ProbeCustomer> RegisterAsync(Uri gateway, CancellationToken ct)
    {
        using var http = Client(gateway);
        var (email, password) = ($"probe-{Guid.NewGuid():N}@example.com", $"{Guid.NewGuid()}");
        try
        {
            using var response = await http.PostAsJsonAsync("/api/register", new { email, name = "Probe", password }, ct);
            return response.IsSuccessStatusCode
                ? new ProbeCustomer(
                    (await response.Content.ReadFromJsonAsync<CurrentCustomer>(ct))!.Id,
                    string.Join("; ", response.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0])), email, password)
                : throw new BenchException($"{gateway} opens no account: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(ct)}");
        }
        catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !ct.IsCancellationRequested))
        {
            throw new BenchException($"No shop answers at {gateway} ({error.Message}). Start one, as with ./run.sh, or give its address.");
        }
    }

    public async Task<string> TokenAsync(Uri gateway, CancellationToken ct)
    {
        using var http = Client(gateway);
        using var response = await http.PostAsJsonAsync("/api/tokens", new { email = Email, password = Password }, ct);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("accessToken").GetString()!;
    }

    /// <summary>A request with the session; a body is JSON of known length, which the gateway may send again.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path, object? body = null) => new(method, new Uri(path, UriKind.Relative))
    {
        Headers = { { "Cookie", Cookie } },
        Content = body is null ? null : new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        },
    };

    /// <summary>An order of one unit. A repeated one has the same key.</summary>
    public HttpRequestMessage Order(int product, string key)
    {
        var request = Request(HttpMethod.Post, "/api/orders", new { lines = new[] { new { productId = product, quantity = 1 } } });
        request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    private static HttpClient Client(Uri gateway) =>
        new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(30) };
}
