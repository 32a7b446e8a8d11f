using System.Runtime.CompilerServices;
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

    private const int MissingAnswers = 2;

    private readonly ConditionalWeakTable<DestinationState, StrongBox<int>> _missing = [];

    public string Name => PolicyName;

    public void ProbingCompleted(ClusterState cluster, IReadOnlyList<DestinationProbingResult> probingResults)
    {
        var changes = new List<NewActiveDestinationHealth>(probingResults.Count);
        var isAnyAnswered = probingResults.Any(result => result.Response is not null);
        foreach (var result in probingResults)
        {
            var missing = _missing.GetOrCreateValue(result.Destination);
            missing.Value = result.Response is null ? missing.Value + 1 : 0;
            if (result.Response is { } answer)
            {
                changes.Add(new(result.Destination, answer.IsSuccessStatusCode ? DestinationHealth.Healthy : DestinationHealth.Unhealthy));
            }
            else if (isAnyAnswered && missing.Value >= MissingAnswers)
            {
                changes.Add(new(result.Destination, DestinationHealth.Unhealthy));
            }
        }

        health.SetActive(cluster, changes);
    }
}
