using Microsoft.AspNetCore.SignalR;
using ScaleApp.Data.Rooms;

namespace ScaleApp.Api.Rooms;

/// <summary>Tells the clients of this replica how far their rooms are, when that has changed: <c>head(room, position)</c>.</summary>
/// <remarks>
/// A message that the backplane lost shows as a gap before the next one. This shows the loss of the last message, and that the log was emptied:
/// a client whose last message is another asks what it missed.
/// </remarks>
internal sealed partial class RoomHeadNotifier(
    RoomConnections connections, RoomHeads heads, IHubContext<RoomsHub> hub, TimeProvider time, ILogger<RoomHeadNotifier> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private IReadOnlyDictionary<string, RoomPosition> _sent = new Dictionary<string, RoomPosition>();
    private bool _hasFailed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SendChangedAsync(stoppingToken);
                _hasFailed = false;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // Tried again, whatever it was: an exception here would end the replica.
                if (!_hasFailed)
                {
                    LogNotSent(error.Message);
                }

                _hasFailed = true;
            }
        }
    }

    private async Task SendChangedAsync(CancellationToken ct)
    {
        var byRoom = connections.ByRoom();
        var now = await heads.ReadAsync([.. byRoom.Select(room => room.Key)], ct);
        var changed = byRoom.Where(room => !_sent.TryGetValue(room.Key, out var sent) || sent != now[room.Key]);

        // A client of this replica is reached without Redis.
        await Task.WhenAll(changed.SelectMany(room => room.Select(
            connection => hub.Clients.Client(connection.ConnectionId).SendAsync("head", room.Key, $"{now[room.Key]}", ct))));
        _sent = now;
    }

    [LoggerMessage(6404, LogLevel.Warning, "Clients could not be notified of messages that they may have missed, retrying every few seconds: {Reason}")]
    private partial void LogNotSent(string reason);
}
