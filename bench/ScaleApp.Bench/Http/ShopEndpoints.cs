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
    public static IReadOnlyDictionary<string, string?> Headers(string session, string token) =>
        new Dictionary<string, string?> { [Me] = session, [Limited] = null, [Top] = null, [Profile] = token };
}
