using Microsoft.AspNetCore.SignalR;

namespace ScaleApp.Api.Rooms;

/// <summary>Adds connections to the groups of rooms so that a failure leaves nothing behind.</summary>
/// <remarks>
/// The backplane subscribes to a group's channel when the first connection of the replica is added. When that fails, it keeps the
/// connection in the group all the same, so later ones are not the first and never subscribe: the replica would stay deaf to the room
/// until all of them have left. One addition at a time makes sure that the failed one is alone in the group, and its removal cleans up.
/// </remarks>
internal sealed class RoomGroups(IHubContext<RoomsHub> hub) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Adds the connection. Fails while Redis is unavailable, and can then be called again.</summary>
    public async Task AddAsync(string connectionId, string room, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            // Not cancelled: the manager does not undo what was begun.
            await hub.Groups.AddToGroupAsync(connectionId, room, CancellationToken.None);
        }
        catch
        {
            await ForgetAsync(connectionId, room);
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task ForgetAsync(string connectionId, string room)
    {
        try
        {
            await hub.Groups.RemoveFromGroupAsync(connectionId, room, CancellationToken.None);
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            // The channel is dropped, but unsubscribing failed. The second call then removes the group from the connection.
            await hub.Groups.RemoveFromGroupAsync(connectionId, room, CancellationToken.None);
        }
    }
}
