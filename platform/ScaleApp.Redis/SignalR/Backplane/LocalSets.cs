using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace ScaleApp.Redis.SignalR;

/// <summary>Named sets of this server's clients. A set that is empty is forgotten.</summary>
internal sealed class LocalSets
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, LocalConnection>> _sets = new(StringComparer.Ordinal);

    // Held while a set is changed, not while it is sent to.
    private readonly Lock _changing = new();

    public int Count => _sets.Count;

    /// <summary>The names of this moment.</summary>
    public IReadOnlyCollection<string> Names => [.. _sets.Keys];

    public void Add(string name, LocalConnection connection)
    {
        lock (_changing)
        {
            _sets.GetOrAdd(name, static _ => new(StringComparer.Ordinal))[connection.Id] = connection;
        }
    }

    public void Remove(string name, LocalConnection connection)
    {
        lock (_changing)
        {
            if (_sets.TryGetValue(name, out var set) && set.TryRemove(connection.Id, out _) && set.IsEmpty)
            {
                _sets.TryRemove(name, out _);
            }
        }
    }

    public IEnumerable<LocalConnection> Of(string name) => _sets.TryGetValue(name, out var set) ? set.Values : [];

    public void Send(string name, SerializedHubMessage message, IReadOnlyList<string> except)
    {
        if (!_sets.TryGetValue(name, out var set))
        {
            return;
        }

        foreach (var (id, connection) in set)
        {
            if (except.Count == 0 || !except.Contains(id, StringComparer.Ordinal))
            {
                connection.Send(message);
            }
        }
    }
}
