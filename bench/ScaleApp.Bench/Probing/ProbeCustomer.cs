using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ScaleApp.Api.Accounts;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Probing;

/// <summary>An account that the probe opened, with the session that it got.</summary>
internal sealed record ProbeCustomer(int Id, string Cookie)
{
    /// <exception cref="BenchException">The shop does not answer, or opens no account.</exception>
    public static async Task<ProbeCustomer> RegisterAsync(Uri gateway, CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(30) };
        try
        {
            using var response = await http.PostAsJsonAsync(
                "/api/register", new { email = $"probe-{Guid.NewGuid():N}@example.com", name = "Probe", password = $"{Guid.NewGuid()}" }, ct);
            return response.IsSuccessStatusCode
                ? new ProbeCustomer(
                    (await response.Content.ReadFromJsonAsync<CurrentCustomer>(ct))!.Id,
                    string.Join("; ", response.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0])))
                : throw new BenchException($"{gateway} opens no account: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(ct)}");
        }
        catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !ct.IsCancellationRequested))
        {
            throw new BenchException($"No shop answers at {gateway} ({error.Message}). Start one, as with ./run.sh, or give its address.");
        }
    }

    /// <param name="method">Its method.</param>
    /// <param name="path">Its path and query.</param>
    /// <param name="body">Sent as JSON of known length, which the gateway may send again.</param>
    public HttpRequestMessage Request(HttpMethod method, string path, object? body = null) => new(method, new Uri(path, UriKind.Relative))
    {
        Headers = { { "Cookie", Cookie } },
        Content = body is null ? null : new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        },
    };
}
