using System.Text.Json;
using ScaleApp.Data.Rooms;

namespace ScaleApp.Worker.Digests;

/// <summary>What customers have not read in their rooms, noted with the delivery, so that a mail that is sent again says the same.</summary>
/// <remarks>The digest does not wait for Redis: while it is unavailable nothing is known to be unread. A batch asks once for each distinct room, in one round trip.</remarks>
internal sealed partial class UnreadRooms(NpgsqlDataSource database, ShopContext shop, RoomHeads heads, ILogger<UnreadRooms> logger)
{
    /// <summary>Returns the batch with what is unread, and notes it with those deliveries that have no note yet.</summary>
    public async Task<List<DigestRecipient>> NoteAsync(DateTimeOffset occurrence, List<DigestRecipient> batch, CancellationToken ct)
    {
        var missing = batch.FindAll(recipient => recipient.Unread is null).ConvertAll(recipient => recipient.Id);
        if (missing is [])
        {
            return batch;
        }

        var unread = await CountAsync(missing, ct);
        var noted = await NoteAsync(occurrence, missing, missing.ConvertAll(customer => JsonSerializer.Serialize(unread[customer])), ct);
        return batch.ConvertAll(recipient => recipient.Unread is null ? recipient with { Unread = noted.GetValueOrDefault(recipient.Id, []) } : recipient);
    }

    /// <summary>Returns what the deliveries say now: another worker may have been first, and then that is what the mail says.</summary>
    private async Task<Dictionary<int, UnreadRoom[]>> NoteAsync(DateTimeOffset occurrence, List<int> customers, List<string> notes, CancellationToken ct)
    {
        // The bounds keep PostgreSQL from reading all deliveries of the occurrence.
        await using var command = database.CreateCommand(
            """
            UPDATE digest_deliveries AS delivery SET unread = coalesce(delivery.unread, note.unread::jsonb)
            FROM unnest($2, $3) AS note (customer_id, unread)
            WHERE delivery.occurrence = $1 AND delivery.customer_id = note.customer_id AND delivery.customer_id BETWEEN $4 AND $5
            RETURNING delivery.customer_id, delivery.unread
            """).With(occurrence.ToUniversalTime(), customers, notes, customers.Min(), customers.Max());
        await using var reader = await command.ExecuteReaderAsync(ct);
        var noted = new Dictionary<int, UnreadRoom[]>();
        while (await reader.ReadAsync(ct))
        {
            noted.Add(reader.GetInt32(0), JsonSerializer.Deserialize<UnreadRoom[]>(reader.GetString(1))!);
        }

        return noted;
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

    [LoggerMessage(7120, LogLevel.Warning, "The digest omits unread messages because Redis is unavailable: {Reason}")]
    private partial void LogUnknown(string reason);
}
