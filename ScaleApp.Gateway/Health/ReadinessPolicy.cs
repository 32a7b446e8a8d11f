using System.Collections.Concurrent;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace ScaleApp.Gateway.Health;

/// <summary>Decides from the answers to <c>/health</c> which replicas are ready.</summary>
/// <remarks>
/// An answer counts at once: a replica that drains says so before it stops. A missing answer counts the second time in a row, because
/// one may be late on a busy machine. When no replica answers at all, nothing changes: the fault is then more likely the gateway's
/// machine or network than all of the replicas, and requests that are tried do better than requests that are refused.
/// </remarks>
internal sealed class ReadinessPolicy(IDestinationHealthUpdater health) : IActiveHealthCheckPolicy
{
    public const string PolicyName = "Readiness";

    // By cluster, those that did not answer the last time.
    private readonly ConcurrentDictionary<string, HashSet<DestinationState>> _silent = new(StringComparer.Ordinal);

    public string Name => PolicyName;

    public void ProbingCompleted(ClusterState cluster, IReadOnlyList<DestinationProbingResult> probingResults)
    {
        var before = _silent.GetValueOrDefault(cluster.ClusterId, []);
        var silent = probingResults.Where(result => result.Response is null).Select(result => result.Destination).ToHashSet();
        _silent[cluster.ClusterId] = silent;

        var changes = new List<NewActiveDestinationHealth>(probingResults.Count);
        foreach (var result in probingResults)
        {
            if (result.Response is { } answer)
            {
                changes.Add(new(result.Destination, answer.IsSuccessStatusCode ? DestinationHealth.Healthy : DestinationHealth.Unhealthy));
            }
            else if (silent.Count < probingResults.Count && before.Contains(result.Destination))
            {
                changes.Add(new(result.Destination, DestinationHealth.Unhealthy));
            }
        }

        health.SetActive(cluster, changes);
    }
}
