using System.Diagnostics.CodeAnalysis;

namespace ScaleApp.Data.Rooms;

public enum RoomKind
{
    /// <summary>A product; open to every customer.</summary>
    Product,

    /// <summary>A customer's questions; open to that customer and to administrators.</summary>
    Support,
}

/// <summary>A room: <c>product-7</c> is about the product 7, <c>support-12</c> is where customer 12 is helped.</summary>
public readonly record struct RoomName(RoomKind Kind, int Id)
{
    /// <summary>Reads a name; there is one way to write each.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RoomName room)
    {
        room = text?.Split('-') is [var kind, var number] && int.TryParse(number, out var id)
            ? new RoomName(kind == "product" ? RoomKind.Product : RoomKind.Support, id)
            : default;
        return room.Id > 0 && room.ToString() == text;
    }

    public override string ToString() => $"{(Kind is RoomKind.Product ? "product" : "support")}-{Id}";
}

public static class RoomTitles
{
    public const string Support = "Support";

    /// <summary>The titles of rooms, as their members see them; of a product that is gone, the room's name.</summary>
    public static async Task<Dictionary<string, string>> OfAsync(ShopContext shop, IReadOnlyCollection<string> rooms, CancellationToken ct)
    {
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
