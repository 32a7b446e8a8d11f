using ScaleApp.Data.Rooms;

namespace ScaleApp.Api.Rooms;

/// <summary>Counts what a customer has not read: PostgreSQL knows how far the customer is, Redis how far the rooms are.</summary>
internal sealed partial class UnreadCounter(RoomDirectory directory, RoomHeads heads, ILogger<UnreadCounter> logger)
{
    public async Task<IReadOnlyList<RoomSummary>> ListAsync(int customerId, CancellationToken ct)
    {
        var members = await directory.ListAsync(customerId, ct);
        var rooms = members.ConvertAll(member => member.Room);
        var titles = await directory.TitlesAsync(rooms, ct);
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
