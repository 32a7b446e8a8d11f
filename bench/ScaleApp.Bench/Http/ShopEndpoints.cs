using ScaleApp.Bench.Probing;

namespace ScaleApp.Bench.Http;

/// <summary>The endpoints that are measured, each with the work that it stands for.</summary>
internal static class ShopEndpoints
{
    private const string Session = "/api/me", Limit = "/api/limited", Cache = "/api/products/top?count=50", Token = "/api/profile";

    public static readonly string[] All = [Session, Limit, Cache, Token];

    /// <summary>What a request to each of them carries.</summary>
    public static IReadOnlyDictionary<string, string?> Headers(string cookie, string? token) => new Dictionary<string, string?>
    {
        [Session] = $"Cookie: {cookie}",
        [Limit] = null,
        [Cache] = null,
        [Token] = $"Authorization: Bearer {token}",
    };

    /// <summary>Opens an account and signs in by session and by token.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> SignInAsync(Uri gateway, CancellationToken ct)
    {
        var customer = await ProbeCustomer.RegisterAsync(gateway, ct);
        return Headers(customer.Cookie, await customer.TokenAsync(gateway, ct));
    }
}
