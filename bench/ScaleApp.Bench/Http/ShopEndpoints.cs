using ScaleApp.Bench.Probing;

namespace ScaleApp.Bench.Http;

/// <summary>The endpoints that are measured, each with the work that it stands for.</summary>
internal static class ShopEndpoints
{
    /// <summary>A session.</summary>
    public const string Me = "/api/me";

    /// <summary>A limit.</summary>
    public const string Limited = "/api/limited";

    /// <summary>The cache.</summary>
    public const string Top = "/api/products/top?count=50";

    /// <summary>A token.</summary>
    public const string Profile = "/api/profile";

    public static readonly string[] All = [Me, Limited, Top, Profile];

    /// <summary>What a request to each of them carries.</summary>
    public static IReadOnlyDictionary<string, string?> Headers(string cookie, string? token) => new Dictionary<string, string?>
    {
        [Me] = $"Cookie: {cookie}",
        [Limited] = null,
        [Top] = null,
        [Profile] = $"Authorization: Bearer {token}",
    };

    /// <summary>Opens an account and signs in by session and by token.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> SignInAsync(Uri gateway, CancellationToken ct)
    {
        var customer = await ProbeCustomer.RegisterAsync(gateway, ct);
        return Headers(customer.Cookie, await customer.TokenAsync(gateway, ct));
    }
}
