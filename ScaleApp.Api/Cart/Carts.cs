using System.Globalization;
using ScaleApp.Redis.Sessions;

namespace ScaleApp.Api.Cart;

/// <summary>What lies in the carts: how many of which product, kept with the session and gone with it.</summary>
/// <remarks>Every change is one step in the store: two tabs that add at the same time both have added.</remarks>
internal sealed class Carts(ISessionStore sessions)
{
    /// <summary>Most units of one product.</summary>
    public const int MaxQuantity = 1_000;

    private const string Prefix = "cart:";

    /// <summary>Quantities by product.</summary>
    public async Task<IReadOnlyDictionary<int, int>> ReadAsync(SessionId session, CancellationToken ct) =>
        Quantities(await sessions.ReadAsync(session, Prefix, ct));

    /// <summary>The same, and empties the cart in the same step: of two check-outs at once, one gets what is in it.</summary>
    public async Task<IReadOnlyDictionary<int, int>> TakeAsync(SessionId session, CancellationToken ct) =>
        Quantities(await sessions.TakeAsync(session, Prefix, ct));

    /// <summary>Adds units, up to <see cref="MaxQuantity"/>. Returns how many there are now; null when there is no room, or no session any more.</summary>
    public async Task<int?> AddAsync(SessionId session, int product, int quantity, CancellationToken ct) =>
        (int?)await sessions.AddAsync(session, Field(product), quantity, MaxQuantity, ct);

    /// <summary>Sets how many there are; zero takes the product out. False when there is no room, or no session any more.</summary>
    public Task<bool> SetAsync(SessionId session, int product, int quantity, CancellationToken ct) =>
        sessions.SetAsync(session, Field(product), quantity, ct);

    private static string Field(int product) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{product}");

    private static Dictionary<int, int> Quantities(IReadOnlyDictionary<string, long> fields) =>
        fields.ToDictionary(field => int.Parse(field.Key, CultureInfo.InvariantCulture), field => (int)field.Value);
}
