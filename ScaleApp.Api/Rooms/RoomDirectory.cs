using ScaleApp.Data.Rooms;

namespace ScaleApp.Api.Rooms;

/// <summary>Which rooms there are, who may enter them, and who belongs to them.</summary>
internal sealed partial class RoomDirectory(ShopContext shop, RoomHeads heads, ILogger<RoomDirectory> logger)
{
    // A customer who entered more is shown the latest.
    private const int MostRooms = 200;

    /// <summary>The room's title; null when the room does not exist for this customer.</summary>
    public async Task<string?> FindTitleAsync(RoomName room, ClaimsPrincipal user, CancellationToken ct) => room.Kind switch
    {
        RoomKind.Product => await shop.Products.Where(product => product.Id == room.Id).Select(product => product.Name).SingleOrDefaultAsync(ct),
        RoomKind.Support when user.CustomerId() == room.Id => RoomTitles.Support,
        RoomKind.Support when user.IsInRole(CustomerRoles.Administrator) => await shop.Customers
            .Where(customer => customer.Id == room.Id).Select(customer => "Support of " + customer.Name).SingleOrDefaultAsync(ct),
        _ => null,
    };

    public Task JoinAsync(RoomName room, int customerId, CancellationToken ct) => shop.Database.ExecuteSqlAsync(
        $"INSERT INTO room_members (customer_id, room) VALUES ({customerId}, {room.ToString()}) ON CONFLICT DO NOTHING", ct);

    public Task LeaveAsync(RoomName room, int customerId, CancellationToken ct)
    {
        var name = room.ToString();
        return shop.RoomMembers.Where(member => member.CustomerId == customerId && member.Room == name).ExecuteDeleteAsync(ct);
    }

    /// <summary>Notes how far the customer has read; never back.</summary>
    public Task MarkReadAsync(RoomName room, int customerId, RoomPosition position, CancellationToken ct)
    {
        var name = room.ToString();
        return shop.RoomMembers
            .Where(member => member.CustomerId == customerId && member.Room == name && (member.ReadMilliseconds < position.Milliseconds
                || (member.ReadMilliseconds == position.Milliseconds && member.ReadNumber < position.Number)))
            .ExecuteUpdateAsync(set => set.SetProperty(member => member.ReadMilliseconds, position.Milliseconds)
                .SetProperty(member => member.ReadNumber, position.Number), ct);
    }

    /// <summary>The rooms that the customer belongs to, those entered last first, with what is unread there.</summary>
    public async Task<IReadOnlyList<RoomSummary>> ListAsync(int customerId, CancellationToken ct)
    {
        var members = await shop.RoomMembers.AsNoTracking()
            .Where(member => member.CustomerId == customerId).OrderByDescending(member => member.JoinedAt).Take(MostRooms).ToListAsync(ct);
        var rooms = members.ConvertAll(member => member.Room);
        var titles = await RoomTitles.OfAsync(shop, rooms, ct);
        var positions = await TryReadHeadsAsync(rooms, ct);
        return
        [
            .. members.Select(member => new RoomSummary(
                member.Room, titles.GetValueOrDefault(member.Room, member.Room), positions?[member.Room].CountSince(member.Read))),
        ];
    }

    private async Task<IReadOnlyDictionary<string, RoomPosition>?> TryReadHeadsAsync(List<string> rooms, CancellationToken ct)
    {
        try
        {
            return await heads.ReadAsync(rooms, ct);
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            LogUnknown(error.Message);
            return null;
        }
    }

    [LoggerMessage(6403, LogLevel.Warning, "Unread messages of rooms cannot be counted until Redis is available: {Reason}")]
    private partial void LogUnknown(string reason);
}
