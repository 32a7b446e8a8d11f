using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Options;
using ScaleApp.Hosting.Replicas;

namespace ScaleApp.Hosting.Scaling;

/// <summary>Waits until a replica takes requests: it answers its health check itself, and gateways have had time to learn of it.</summary>
/// <remarks>A row says Running once there is a process, and the health in it is that of any replica.</remarks>
internal sealed class ReplicaReadiness(IHttpClientFactory clients, ReplicaLifecycle lifecycle, IOptions<ReplicaSupervisionOptions> options, TimeProvider time)
{
    public const string HttpClientName = "ScaleApp.Hosting.ReplicaReadiness";

    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(2);

    private const string HealthPath = "/health";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    // A heartbeat of its registration.
    private static readonly TimeSpan Announcement = TimeSpan.FromSeconds(1);

    /// <summary>Returns what is wrong if the replica is not ready in time; null when it is ready.</summary>
    public async Task<string?> WaitAsync(SupervisedReplica replica, CancellationToken ct)
    {
        if (!replica.Resource.IsService)
        {
            return null;
        }

        var begin = time.GetTimestamp();
        while (!await IsReadyAsync(replica, ct))
        {
            if (time.GetElapsedTime(begin) > options.Value.ReadyTimeout)
            {
                return $"it is not ready after {options.Value.ReadyTimeout.TotalSeconds:0} s, its state is {lifecycle.Row(replica.Id)?.State?.Text ?? "unknown"}.";
            }

            await Task.Delay(PollInterval, time, ct);
        }

        await Task.Delay(Announcement, time, ct);
        return null;
    }

    private async Task<bool> IsReadyAsync(SupervisedReplica replica, CancellationToken ct)
    {
        if (lifecycle.Row(replica.Id) is not { } row || row.State?.Text != KnownResourceStates.Running || ReplicaRow.Address(row) is not { } address)
        {
            return false;
        }

        try
        {
            using var client = clients.CreateClient(HttpClientName);
            using var answer = await client.GetAsync(new Uri(address, HealthPath), HttpCompletionOption.ResponseHeadersRead, ct);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }
}
