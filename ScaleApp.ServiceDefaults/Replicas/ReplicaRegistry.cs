using System.Text.Json;
using StackExchange.Redis;

namespace ScaleApp.ServiceDefaults.Replicas;

/// <summary>The replicas that take requests, in Redis, each under a lease that its heartbeats renew.</summary>
/// <remarks>Every call fails with <see cref="RedisException"/> or <see cref="TimeoutException"/> while Redis is unavailable.</remarks>
public sealed class ReplicaRegistry(IConnectionMultiplexer redis)
{
    private static readonly string RegisterScript = EmbeddedScript.Read(typeof(ReplicaRegistry), "register.lua");
    private static readonly string WithdrawScript = EmbeddedScript.Read(typeof(ReplicaRegistry), "withdraw.lua");
    private static readonly string ListScript = EmbeddedScript.Read(typeof(ReplicaRegistry), "list.lua");

    /// <summary>Registers a replica or renews its lease. Returns whether it was not registered before.</summary>
    public async Task<bool> RegisterAsync(string service, RegisteredReplica replica, CancellationToken cancellationToken)
    {
        var details = JsonSerializer.Serialize(new Details(replica.Instance, replica.Load, replica.GrpcPort), JsonSerializerOptions.Web);
        var isNew = await RunAsync(RegisterScript, service,
            [Text(replica.Address), details, (long)replica.Lease.TotalMilliseconds, ChannelOf(service)], cancellationToken);

        return (bool)isNew;
    }

    /// <summary>Removes a replica and publishes that. Returns how many subscribers of the answering server were notified.</summary>
    public async Task<int> WithdrawAsync(string service, Uri address, CancellationToken cancellationToken) =>
        (int)await RunAsync(WithdrawScript, service, [Text(address), ChannelOf(service)], cancellationToken);

    /// <summary>The replicas whose lease has not ended.</summary>
    public async Task<IReadOnlyList<RegisteredReplica>> ListAsync(string service, CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])(await RunAsync(ListScript, service, [], cancellationToken))!;
        return [.. answer.Chunk(3).Select(Read).OfType<RegisteredReplica>()];
    }

    /// <summary>
    /// Calls <paramref name="onChange"/> for each registration and withdrawal, one at a time, until the end of the process. What is
    /// published while the connection is broken is lost, so subscribers also ask for the list.
    /// </summary>
    public async Task SubscribeAsync(string service, Action<ReplicaChange> onChange, CancellationToken cancellationToken)
    {
        var queue = await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(ChannelOf(service))).WaitAsync(cancellationToken);
        queue.OnMessage(message =>
        {
            var text = message.Message.ToString();
            if (text is ['+' or '-', ..] && Uri.TryCreate(text[1..], UriKind.Absolute, out var address))
            {
                onChange(new ReplicaChange(address, IsRegistered: text[0] == '+'));
            }
        });
    }

    private async Task<RedisResult> RunAsync(string script, string service, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        // The braces keep both keys on one node of a cluster.
        RedisKey[] keys = [$"replicas:{{{service}}}:leases", $"replicas:{{{service}}}:details"];
        return await redis.GetDatabase().ScriptEvaluateAsync(script, keys, arguments).WaitAsync(cancellationToken);
    }

    private static string ChannelOf(string service) => $"replicas:{{{service}}}:changes";

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static RegisteredReplica? Read(RedisResult[] entry)
    {
        if (!Uri.TryCreate((string?)entry[0], UriKind.Absolute, out var address))
        {
            return null;
        }

        var details = (string?)entry[2] is { Length: > 0 } json ? JsonSerializer.Deserialize<Details>(json, JsonSerializerOptions.Web) : null;
        return new RegisteredReplica(address, details?.Instance ?? "", details?.Load ?? default, TimeSpan.FromMilliseconds((long)entry[1]), details?.GrpcPort);
    }

    private sealed record Details(string Instance, ReplicaLoad Load, int? GrpcPort);
}
