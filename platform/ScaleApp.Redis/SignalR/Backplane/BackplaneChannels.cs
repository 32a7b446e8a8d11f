using System.Text;
using StackExchange.Redis;

namespace ScaleApp.Redis.SignalR;

/// <summary>The names of a hub's channels.</summary>
/// <remarks>
/// The name of a group or user comes last and as it is, so no two share a channel; and no channel is ever a pattern, whatever
/// characters a name holds.
/// </remarks>
internal sealed class BackplaneChannels(string prefix, string hub, Guid server)
{
    /// <summary>Heard by every server: for all connections, and for single ones that nobody knows the place of.</summary>
    public RedisChannel All { get; } = Literal($"{prefix}:{hub}:all");

    /// <summary>Heard by this server alone: answers to what it asked.</summary>
    public RedisChannel Own => Server(server);

    public RedisChannel Server(Guid id) => Literal($"{prefix}:{hub}:server:{id:N}");

    /// <summary>Heard by servers that have a member.</summary>
    public RedisChannel Group(string name) => Literal($"{prefix}:{hub}:group:{name}");

    /// <summary>Heard by servers that have a connection of the user.</summary>
    public RedisChannel User(string id) => Literal($"{prefix}:{hub}:user:{id}");

    private static RedisChannel Literal(string name) => new(Encoding.UTF8.GetBytes(name), RedisChannel.PatternMode.Literal);
}
