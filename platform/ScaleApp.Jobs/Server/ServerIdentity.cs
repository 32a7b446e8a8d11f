using System.Text.Json;
using Microsoft.Extensions.Options;

namespace ScaleApp.Jobs;

/// <summary>Who a server is. A new one at every start: what an earlier process of the name took is not this one's.</summary>
internal sealed class ServerIdentity
{
    public ServerIdentity(IOptions<BackgroundJobServerOptions> options, TimeProvider time)
    {
        Options = options.Value;
        Id = $"{Options.ServerName}:{JobId.NewLocal()}";
        Description = JsonSerializer.Serialize(new ServerDescription(
            Environment.MachineName, Environment.ProcessId, Options.WorkerCount, Options.Queues, time.GetUtcNow(), Options.Lease));
    }

    public string Id { get; }

    public BackgroundJobServerOptions Options { get; }

    /// <summary>What the other servers and the dashboard can read of it: JSON.</summary>
    public string Description { get; }
}

/// <summary>What a server tells of itself.</summary>
internal sealed record ServerDescription(string Machine, int ProcessId, int WorkerCount, string[] Queues, DateTimeOffset StartedAt, TimeSpan Lease);
