using System.Net.Http.Json;
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

    public HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content = null) =>
        new(method, new Uri(path, UriKind.Relative)) { Content = content, Headers = { { "Cookie", Cookie } } };
}
