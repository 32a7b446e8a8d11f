using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScaleApp.Worker.Digests;

/// <summary>A product in the digest.</summary>
internal sealed record BestSeller(string Name, decimal Price, int UnitsSold);

/// <summary>A room with messages that a customer has not read.</summary>
internal sealed record UnreadRoom(string Title, long Messages);

/// <summary>How the best sellers of a run are kept with it, and what is unread with a delivery.</summary>
[JsonSerializable(typeof(BestSeller[]))]
[JsonSerializable(typeof(UnreadRoom[]))]
internal sealed partial class DigestJson : JsonSerializerContext
{
    public static string Write(IEnumerable<UnreadRoom> unread) => JsonSerializer.Serialize([.. unread], Default.UnreadRoomArray);

    public static UnreadRoom[] ReadUnread(string json) => JsonSerializer.Deserialize(json, Default.UnreadRoomArray)!;
}
