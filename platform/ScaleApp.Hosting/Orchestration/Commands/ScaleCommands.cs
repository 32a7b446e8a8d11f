using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Orchestration.Resources;
using ScaleApp.Hosting.Postgres;

namespace ScaleApp.Hosting;

/// <summary>Changes how many replicas a resource has while it runs: from the dashboard, from a test, from an autoscaler.</summary>
public static class ScaleCommands
{
    /// <summary>Makes it that many replicas.</summary>
    /// <param name="commands">The application's commands.</param>
    /// <param name="resourceName">A project, or a program without a fixed port.</param>
    /// <param name="replicas">From 1 to twice what it was declared with: so far do its shares of the databases' connections reach.</param>
    /// <param name="cancellationToken">Ends the patience with requests in flight of those that go.</param>
    /// <returns>
    /// What came of it. Those that go are gone by then: out of the balancer, drained, stopped; new ones may still be starting, and
    /// get requests once they are healthy. Nothing is thrown for a name or a number that is wrong.
    /// </returns>
    public static async Task<ExecuteCommandResult> ScaleAsync(
        this ResourceCommandService commands, string resourceName, int replicas, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commands);

        if (commands.Services.GetRequiredService<Topology>().Find(resourceName) is not { Replica: null, Controller: { } controller })
        {
            return CommandResults.Failure($"There is no resource '{resourceName}'.");
        }

        if (MostReplicas(controller) is not { } most)
        {
            return CommandResults.Failure($"'{resourceName}' cannot be scaled: it has a port of its own, or is meant to end.");
        }

        if (replicas < 1 || replicas > most)
        {
            return CommandResults.Failure(
                $"'{resourceName}' can have 1 to {most} replicas, not {replicas}. Declare more with WithReplicas to go further.");
        }

        await ((ReplicaSet)controller.Workload).ScaleAsync(replicas, cancellationToken).ConfigureAwait(false);
        return CommandResults.Success();
    }

    /// <summary>How many replicas it can have; null when their number is fixed.</summary>
    internal static int? MostReplicas(ResourceController controller) =>
        controller.Workload is ReplicaSet { CanScale: true } ? PoolBudget.MaxReplicas(controller.Resource.GetReplicaCount()) : null;
}
