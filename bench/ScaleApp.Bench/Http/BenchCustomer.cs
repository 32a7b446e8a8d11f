using System.Net.Http.Json;
using System.Text.Json;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Http;

/// <summary>An account of the shop.</summary>
internal static class BenchCustomer
{
    /// <summary>Opens an account and signs in by session and by token; returns what requests then carry.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> SignInAsync(Uri gateway, CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = gateway };
        var (email, password) = ($"{Guid.NewGuid():N}@example.com", $"{Guid.NewGuid()}");
        using var response = await http.PostAsJsonAsync("/api/register", new { email, name = "Bench", password }, JsonSerializerOptions.Web, ct);
        if (!response.IsSuccessStatusCode)
        {
            throw new BenchException($"An account cannot be opened: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(ct)}");
        }

        using var tokens = await http.PostAsJsonAsync("/api/tokens", new { email, password }, JsonSerializerOptions.Web, ct);
        var token = (await tokens.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("accessToken").GetString();
        var session = $"Cookie: {string.Join("; ", response.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]))}";
        return ShopEndpoints.Headers(session, $"Authorization: Bearer {token}");
    }
}
