using ScaleApp.Redis;
using ScaleApp.Redis.SignalR;

namespace ScaleApp.Api.Rooms;

/// <summary>What a customer has not read yet: the database knows how far the customer was, Redis how far the rooms are.</summary>
internal sealed partial class RoomUnread(RoomDirectory directory, IMessageLog log, ILogger<RoomUnread> logger)
{
    public async Task<IReadOnlyList<RoomSummary>> ListAsync(int customerId, CancellationToken ct)
    {
        var members = await directory.ListAsync(customerId, ct);
        var rooms = members.ConvertAll(member => member.Room);
        var titles = await directory.TitlesAsync(rooms, ct);
        var heads = await TryHeadsAsync(rooms, ct);
        return
        [
            .. members.Select((member, place) => new RoomSummary(member.Room, titles.GetValueOrDefault(member.Room, member.Room),
                heads is null ? null : UnreadMessages.Count(heads[place], new LogPosition(member.ReadEpoch, member.ReadOffset)))),
        ];
    }

    private async Task<IReadOnlyList<LogPosition?>?> TryHeadsAsync(List<string> rooms, CancellationToken ct)
    {
        try
        {
            return await log.HeadsAsync(rooms, ct);
        }
        catch (RedisUnavailableException error)
        {
            LogUnknown(error.Message);
            return null;
        }
    }

    [LoggerMessage(6403, LogLevel.Warning, "What is unread in rooms cannot be told until Redis is back: {Reason}")]
    private partial void LogUnknown(string reason);
}
