using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ScaleApp.Data.Rooms;

/// <summary>What a room is about.</summary>
public enum RoomKind
{
    /// <summary>A product; open to every customer.</summary>
    Product,

    /// <summary>A customer's questions; open to that customer and to administrators.</summary>
    Support,
}

/// <summary>A room: <c>product-7</c> is about the product 7, <c>support-12</c> is where customer 12 is helped.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Id">The number of the product or the customer.</param>
public readonly record struct RoomName(RoomKind Kind, int Id)
{
    private const string ProductPrefix = "product-";
    private const string SupportPrefix = "support-";

    /// <summary>Reads a name; there is one way to write each.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RoomName room)
    {
        var kind = text?.StartsWith(ProductPrefix, StringComparison.Ordinal) is true ? RoomKind.Product : RoomKind.Support;
        var prefix = kind is RoomKind.Product ? ProductPrefix : SupportPrefix;
        room = text?.StartsWith(prefix, StringComparison.Ordinal) is true
            && int.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? new RoomName(kind, id)
            : default;
        return room.Id > 0 && room.ToString() == text;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Kind is RoomKind.Product ? ProductPrefix : SupportPrefix)}{Id}");
}
