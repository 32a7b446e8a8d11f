using ScaleApp.Data.Rooms;
using StackExchange.Redis;

namespace ScaleApp.Api.Rooms;

internal readonly record struct Person(int Id, string Name);

/// <summary>The people in rooms, each under a lease that the replicas that see them renew.</summary>
/// <remarks>Fails with <see cref="RedisException"/> or <see cref="TimeoutException"/> while Redis is unavailable.</remarks>
internal sealed class RoomPresence(IConnectionMultiplexer redis)
{
    /// <summary>How long people are still shown after the last heartbeat of their replica.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private static readonly string RenewScript = EmbeddedScript.Read(typeof(RoomPresence), "renew-presence.lua");

    // A member who is connected to two replicas has two leases.
    private readonly string _replica = Guid.NewGuid().ToString("N");

    /// <summary>Renews the leases of the members that are connected to this replica, ends its other leases, and returns all members that are present.</summary>
    public async Task<IReadOnlyList<Person>> RenewAsync(
        string room, IReadOnlyCollection<Person> here, IReadOnlyCollection<Person> left, CancellationToken ct)
    {
        RedisValue[] arguments = [(long)Lease.TotalMilliseconds, here.Count, .. here.Select(Member), .. left.Select(Member)];
        var members = (string[])(await redis.GetDatabase().ScriptEvaluateAsync(RenewScript, [RoomKeys.People(room)], arguments).WaitAsync(ct))!;

        return [.. members.Select(Read).DistinctBy(person => person.Id).OrderBy(person => person.Name, StringComparer.Ordinal).ThenBy(person => person.Id)];
    }

    private RedisValue Member(Person person) => $"{_replica} {person.Id} {person.Name}";

    private static Person Read(string member) => member.Split(' ', 3) is [_, var id, var name]
        ? new Person(int.Parse(id), name)
        : throw new InvalidDataException("The people of a room contain a member without an id and a name.");
}
