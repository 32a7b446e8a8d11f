using Microsoft.EntityFrameworkCore;

namespace ScaleApp.Data.Rooms;

/// <summary>What rooms are called.</summary>
public static class RoomTitles
{
    /// <summary>What the support rooms are called, for those they are for.</summary>
    public const string Support = "Support";

    /// <summary>The titles of rooms, as their members see them; of a product that is gone, the room's name.</summary>
    public static async Task<Dictionary<string, string>> OfAsync(ShopContext shop, IReadOnlyCollection<string> rooms, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(shop);
        var names = rooms.ToDictionary(room => room, room => RoomName.TryParse(room, out var name) ? name : default);
        var ids = names.Values.Where(name => name.Kind is RoomKind.Product && name.Id > 0).Select(name => name.Id).ToArray();
        var products = await shop.Products.Where(product => ids.Contains(product.Id))
            .ToDictionaryAsync(product => product.Id, product => product.Name, ct);
        return names.ToDictionary(pair => pair.Key, pair => pair.Value switch
        {
            { Kind: RoomKind.Support, Id: > 0 } => Support,
            { Id: var id } => products.GetValueOrDefault(id, pair.Key),
        });
    }
}
