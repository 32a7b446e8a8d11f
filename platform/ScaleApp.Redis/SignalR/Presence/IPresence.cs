using System.Text.Json.Serialization;

namespace ScaleApp.Redis.SignalR;

/// <summary>Somebody who is there.</summary>
/// <param name="Id">Tells people apart: one who is there with several connections is there once.</param>
/// <param name="Name">What the person is called.</param>
public sealed record Person(string Id, string Name);

/// <summary>Who is in which room, over all servers.</summary>
/// <remarks>
/// A server reports its own people and shows with heartbeats that it lives, by Redis' clock. Those of a server that dies leave
/// together, after <see cref="PresenceOptions.Lease"/> and one heartbeat. While Redis is away nobody can be read; a server reports
/// everything again when it comes back, so that the rooms are right again whatever Redis has lost.
/// </remarks>
public interface IPresence
{
    /// <summary>The people of a room have changed, on any server. Handlers must not block.</summary>
    event Action<string>? Changed;

    /// <summary>A person comes, with a connection of this server. Reported soon, see <see cref="PresenceOptions.ReportDelay"/>.</summary>
    void Enter(string room, string connectionId, Person person);

    /// <summary>A connection leaves; the person does with the last.</summary>
    void Leave(string room, string connectionId);

    /// <summary>Who is there, by name.</summary>
    /// <exception cref="RedisUnavailableException">Redis is away.</exception>
    Task<IReadOnlyList<Person>> ReadAsync(string room, CancellationToken ct);
}

[JsonSerializable(typeof(Person[]))]
internal sealed partial class PresenceJson : JsonSerializerContext;
