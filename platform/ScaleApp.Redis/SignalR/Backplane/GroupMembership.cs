using Microsoft.AspNetCore.SignalR;

namespace ScaleApp.Redis.SignalR;

/// <summary>Which clients of this server are in which groups; a group is heard while it has a member here.</summary>
internal sealed class GroupMembership<THub>(LocalConnections<THub> local, BackplaneChannels channels, Interests interests) where THub : Hub
{
    /// <summary>Completes when the group's messages reach the connection. Nothing happens when it is in the group, or gone.</summary>
    public async Task AddAsync(LocalConnection connection, string group)
    {
        ArgumentNullException.ThrowIfNull(group);
        // Before the connection is put in: whoever takes it out again gives this back.
        var heard = interests.AcquireAsync(channels.Group(group));
        if (!connection.Join(group, local.Groups))
        {
            await interests.ReleaseAsync(channels.Group(group));
            return;
        }

        try
        {
            await heard;
        }
        catch
        {
            await RemoveAsync(connection, group);
            throw;
        }
    }

    public Task RemoveAsync(LocalConnection connection, string group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return connection.Leave(group, local.Groups) ? interests.ReleaseAsync(channels.Group(group)) : Task.CompletedTask;
    }

    /// <summary>Takes a connection that is gone out of everything.</summary>
    public Task ForgetAsync(LocalConnection connection) =>
        Task.WhenAll(connection.Go(local.Groups).Select(group => interests.ReleaseAsync(channels.Group(group))));
}
