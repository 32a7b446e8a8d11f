using Aspire.Hosting.ApplicationModel;
using ScaleApp.Hosting.Replicas;

namespace ScaleApp.Hosting.Startup;

/// <summary>Follows the resources of a model from the start on and reports each stage of each resource once.</summary>
internal sealed class StartupProgress
{
    private readonly Dictionary<string, ResourceProgress> _resources;
    private readonly Dictionary<string, string> _names = [];
    private readonly HashSet<(string Resource, StartupStage Stage)> _reported = [];

    public StartupProgress(IReadOnlyCollection<IResource> model)
    {
        var jobs = SupervisedResources.JobsOf(model);
        var scaled = model.OfType<ReplicaSetResource>().ToDictionary(set => (IResource)set.Project, set => set.Initial);
        _resources = model.Where(IsExpected).ToDictionary(
            resource => resource.Name, resource => new ResourceProgress(resource.Name, jobs.Contains(resource), scaled.GetValueOrDefault(resource)));
    }

    /// <summary>Everything that is expected runs and is healthy, or has completed.</summary>
    public bool IsReady => _resources.Values.All(resource =>
        resource.Stage is StartupStage.Ready or StartupStage.Completed or StartupStage.NotExpected);

    /// <summary>Something failed, and everything else is ready or waits for what failed.</summary>
    public bool IsStuck
    {
        get
        {
            var stuck = _resources.Values.Where(resource => resource.Stage == StartupStage.Failed).Select(resource => resource.Name).ToHashSet();
            for (var before = 0; before != stuck.Count;)
            {
                before = stuck.Count;
                stuck.UnionWith(
                    from resource in _resources.Values
                    where resource.Stage == StartupStage.Waiting && resource.WaitsFor.Select(NameOf).Any(stuck.Contains)
                    select resource.Name);
            }

            return stuck.Count > 0 && NotReady.All(resource => stuck.Contains(resource.Name));
        }
    }

    public string Faltered => string.Join(", ", from resource in _resources.Values where resource.HasFaltered select resource.Name);

    public IEnumerable<ResourceProgress> NotReady =>
        _resources.Values.Where(resource => resource.Stage is StartupStage.Starting or StartupStage.Waiting or StartupStage.Failed);

    public ResourceProgress? Dashboard => _resources.GetValueOrDefault(ResourceProgress.Dashboard);

    public ResourceProgress? Find(string resource) => _resources.GetValueOrDefault(resource);

    public string DependenciesOf(ResourceProgress resource) =>
        string.Join(", ", resource.WaitsFor.Select(NameOf).Distinct().Order(StringComparer.Ordinal));

    /// <summary>Takes an update; returns the resource if it has reached a stage that was not reported yet.</summary>
    public ResourceProgress? See(IResource resource, string id, CustomResourceSnapshot row)
    {
        _names[id] = resource.Name;
        if (!_resources.TryGetValue(resource.Name, out var progress))
        {
            return null;
        }

        progress.See(id, row);
        var isNews = progress.Stage is StartupStage.Ready or StartupStage.Completed or StartupStage.Failed
            || (progress.Stage == StartupStage.Waiting && progress.WaitsFor.Count > 0);
        return isNews && _reported.Add((progress.Name, progress.Stage)) ? progress : null;
    }

    // Parameters, connection strings and groups have nothing to start.
    private static bool IsExpected(IResource resource) =>
        resource is ProjectResource or ExecutableResource or ContainerResource
        || resource.Annotations.OfType<HealthCheckAnnotation>().Any();

    private string NameOf(string id) => _names.GetValueOrDefault(id, id);
}
