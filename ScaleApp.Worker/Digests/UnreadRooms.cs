using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ScaleApp.Data;
using ScaleApp.Data.Rooms;

namespace ScaleApp.Worker.Digests;

/// <summary>What customers have not read in their rooms, noted with the delivery, so that a mail that is sent again says the same.</summary>
/// <remarks>The digest does not wait for Redis: while it is unavailable nothing is known to be unread. A batch asks once for each distinct room, in one round trip.</remarks>
internal sealed partial class UnreadRooms(ShopContext shop, RoomHeads heads, ILogger<UnreadRooms> logger)
{
    /// <summary>By customer; of deliveries that are claimed.</summary>
    public async Task<IReadOnlyDictionary<int, IReadOnlyList<UnreadRoom>>> NoteAsync(
        DateTimeOffset occurrence, IReadOnlyCollection<int> customers, CancellationToken ct)
    {
        // The bounds keep PostgreSQL from reading all deliveries of the occurrence.
        var (first, last) = (customers.Min(), customers.Max());
        var deliveries = shop.DigestDeliveries.Where(delivery => delivery.Occurrence == occurrence
            && customers.Contains(delivery.CustomerId) && delivery.CustomerId >= first && delivery.CustomerId <= last);
        var missing = await deliveries.Where(delivery => delivery.Unread == null).Select(delivery => delivery.CustomerId).ToListAsync(ct);
        var unread = await CountAsync(missing, ct);
        var notes = missing.ConvertAll(customer => JsonSerializer.Serialize([.. unread[customer]], DigestJson.Default.UnreadRoomArray));

        // Another worker may have been first, and then what it wrote is what the mail says.
        await shop.Database.ExecuteSqlAsync(
            $"""
            UPDATE digest_deliveries AS delivery SET unread = note.unread::jsonb
            FROM unnest({missing.ToArray()}, {notes.ToArray()}) AS note (customer_id, unread)
            WHERE delivery.occurrence = {occurrence} AND delivery.customer_id = note.customer_id
                AND delivery.customer_id BETWEEN {first} AND {last} AND delivery.unread IS NULL
            """, ct);
        var noted = await deliveries.AsNoTracking().Select(delivery => new { delivery.CustomerId, delivery.Unread }).ToListAsync(ct);
        return noted.ToDictionary(delivery => delivery.CustomerId, IReadOnlyList<UnreadRoom> (delivery) => Read(delivery.Unread));
    }

    private async Task<ILookup<int, UnreadRoom>> CountAsync(List<int> customers, CancellationToken ct)
    {
        var members = await shop.RoomMembers.AsNoTracking()
            .Where(member => customers.Contains(member.CustomerId) && member.ReadNumber > 0)
            .OrderBy(member => member.Room).ToListAsync(ct);
        var rooms = members.Select(member => member.Room).Distinct().ToList();
        var positions = await TryReadHeadsAsync(rooms, ct);
        var titles = await RoomTitles.OfAsync(shop, rooms, ct);
        return members
            .Select(member => (member.CustomerId, Room: new UnreadRoom(titles[member.Room],
                positions.GetValueOrDefault(member.Room).CountSince(member.Read))))
            .Where(unread => unread.Room.Messages > 0)
            .ToLookup(unread => unread.CustomerId, unread => unread.Room);
    }

    private async Task<IReadOnlyDictionary<string, RoomPosition>> TryReadHeadsAsync(List<string> rooms, CancellationToken ct)
    {
        try
        {
            return await heads.ReadAsync(rooms, ct);
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            LogUnknown(error.Message);
            return new Dictionary<string, RoomPosition>();
        }
    }

    private static UnreadRoom[] Read(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize(json, DigestJson.Default.UnreadRoomArray)!;

    [LoggerMessage(7120, LogLevel.Warning, "The digest says nothing of unread messages, because Redis is unavailable: {Reason}")]
    private partial void LogUnknown(string reason);
}
