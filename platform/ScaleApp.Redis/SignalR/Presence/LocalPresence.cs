using System.Text.Json;

namespace ScaleApp.Redis.SignalR;

/// <summary>Who is where on this server, and what of that has not been reported yet.</summary>
internal sealed class LocalPresence
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, Person>> _rooms = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unreported = new(StringComparer.Ordinal);

    /// <summary>True when there is something new to report.</summary>
    public bool Enter(string room, string connectionId, Person person)
    {
        lock (_lock)
        {
            if (!_rooms.TryGetValue(room, out var connections))
            {
                _rooms.Add(room, connections = new(StringComparer.Ordinal));
            }

            connections[connectionId] = person;
            return _unreported.Add(room);
        }
    }

    /// <inheritdoc cref="Enter"/>
    public bool Leave(string room, string connectionId)
    {
        lock (_lock)
        {
            if (!_rooms.TryGetValue(room, out var connections) || !connections.Remove(connectionId))
            {
                return false;
            }

            if (connections.Count == 0)
            {
                _rooms.Remove(room);
            }

            return _unreported.Add(room);
        }
    }

    public void ReportEverything()
    {
        lock (_lock)
        {
            _unreported.UnionWith(_rooms.Keys);
        }
    }

    /// <summary>Takes rooms to report, with their people; empty for nobody.</summary>
    public List<(string Room, string People)> Take(int limit)
    {
        lock (_lock)
        {
            var rooms = _unreported.Take(limit).ToList();
            _unreported.ExceptWith(rooms);
            return rooms.ConvertAll(room => (room, _rooms.TryGetValue(room, out var connections) ? Write(connections.Values) : ""));
        }
    }

    /// <summary>Gives back what could not be reported.</summary>
    public void GiveBack(IEnumerable<(string Room, string People)> reports)
    {
        lock (_lock)
        {
            _unreported.UnionWith(reports.Select(report => report.Room));
        }
    }

    private static string Write(IEnumerable<Person> people) =>
        JsonSerializer.Serialize([.. people.DistinctBy(person => person.Id)], PresenceJson.Default.PersonArray);
}
