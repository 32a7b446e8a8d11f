using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Hosting.Replicas;
using ScaleApp.Hosting.Scaling;

namespace ScaleApp.Hosting;

/// <summary>Scales and restarts the replicas of projects, as the commands in the dashboard do.</summary>
/// <remarks>Comes with <see cref="ReplicaScalingExtensions.WithScaling"/>; take it from the AppHost's services.</remarks>
public sealed class ReplicaSets(IServiceProvider services) : IDisposable
{
    private Dictionary<string, ReplicaSet> _sets = [];

    internal IEnumerable<ReplicaSet> All => _sets.Values;

    /// <summary>Starts or stops replicas of a project until so many are wanted, and switches its autoscaling off.</summary>
    /// <returns>A failure if the project has no scaling or not that many replicas.</returns>
    public Task<ExecuteCommandResult> ScaleAsync(string project, int replicas, CancellationToken ct) =>
        OnAsync(project, set => set.ScaleAsync(replicas, ct));

    /// <summary>Restarts the replicas of a project one after the other, each once the one before is ready again.</summary>
    public Task<ExecuteCommandResult> RollingRestartAsync(string project, CancellationToken ct) => OnAsync(project, set => set.RollingRestartAsync(ct));

    /// <summary>Lets the load decide how many replicas of a project run, or no longer.</summary>
    public Task<ExecuteCommandResult> SwitchAutoscalingAsync(string project, bool isOn) => OnAsync(project, set => set.SwitchAutoscalingAsync(isOn));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var set in All)
        {
            set.Dispose();
        }
    }

    internal ReplicaSet? Find(string project) => _sets.GetValueOrDefault(project);

    internal void Load(DistributedApplicationModel model)
    {
        var resources = services.GetRequiredService<SupervisedResources>();
        if (model.Resources.OfType<ReplicaSetResource>().FirstOrDefault(set => set.Project.GetReplicaCount() != set.Max) is { } changed)
        {
            throw new DistributedApplicationException(
                $"'{changed.Project.Name}' has {changed.Project.GetReplicaCount()} replicas, and WithScaling gave it {changed.Max}. Call WithReplicas before WithScaling.");
        }

        _sets = model.Resources.OfType<ReplicaSetResource>().ToDictionary(
            set => set.Project.Name, set => ActivatorUtilities.CreateInstance<ReplicaSet>(services, set, resources.Find(set.Project)!));
    }

    private Task<ExecuteCommandResult> OnAsync(string project, Func<ReplicaSet, Task<ExecuteCommandResult>> act) => Find(project) is { } set
        ? act(set)
        : Task.FromResult(CommandResults.Failure($"'{project}' cannot be scaled: the AppHost has no project of this name WithScaling."));
}
