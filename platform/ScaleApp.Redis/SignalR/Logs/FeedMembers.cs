using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace ScaleApp.Redis.SignalR;

/// <summary>The clients of this server that follow a log, and what they are sent.</summary>
internal sealed class FeedMembers(string log, Func<IReadOnlyList<LogEntry>, object> present)
{
    /// <summary>What clients are called with.</summary>
    public const string EntriesMethod = "entries";

    /// <inheritdoc cref="EntriesMethod"/>
    public const string ResetMethod = "reset";

    private readonly ConcurrentDictionary<string, LocalConnection> _members = new(StringComparer.Ordinal);

    /// <summary>False when it is one already.</summary>
    public bool Add(LocalConnection connection) => _members.TryAdd(connection.Id, connection);

    public bool Remove(string connectionId) => _members.TryRemove(connectionId, out _);

    public void Send(SerializedHubMessage message)
    {
        foreach (var (_, member) in _members)
        {
            member.Send(message);
        }
    }

    public void SendEntries(string epoch, IReadOnlyList<LogEntry> entries) => Send(Entries(epoch, entries));

    public void SendReset(LogPosition to, IReadOnlyList<LogEntry> newest) => Send(Reset(to, newest));

    public void SendEntries(LocalConnection member, string epoch, IReadOnlyList<LogEntry> entries) => member.Send(Entries(epoch, entries));

    public void SendReset(LocalConnection member, LogPosition to, IReadOnlyList<LogEntry> newest) => member.Send(Reset(to, newest));

    private SerializedHubMessage Entries(string epoch, IReadOnlyList<LogEntry> entries) =>
        new(new InvocationMessage(EntriesMethod, [log, epoch, present(entries)]));

    private SerializedHubMessage Reset(LogPosition to, IReadOnlyList<LogEntry> newest) =>
        new(new InvocationMessage(ResetMethod, [log, to.Epoch, to.Offset, present(newest)]));
}
