using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Replicas;

/// <summary>The project resources of the model. Empty until the AppHost starts, fixed from then on.</summary>
internal sealed class SupervisedResources
{
    private Dictionary<IResource, SupervisedResource> _resources = [];

    public void Load(DistributedApplicationModel model)
    {
        var jobs = JobsOf(model.Resources);
        _resources = model.Resources.OfType<ProjectResource>()
            .ToDictionary(project => (IResource)project, project => new SupervisedResource(project, jobs.Contains(project)));
    }

    /// <summary>The resources that others wait for to complete.</summary>
    public static HashSet<IResource> JobsOf(IEnumerable<IResource> resources) => resources
        .SelectMany(resource => resource.Annotations.OfType<WaitAnnotation>())
        .Where(wait => wait.WaitType == WaitType.WaitForCompletion)
        .Select(wait => wait.Resource)
        .ToHashSet();

    public IEnumerable<SupervisedReplica> Replicas => _resources.Values.SelectMany(resource => resource.Replicas);

    public SupervisedResource? Find(IResource resource) => _resources.GetValueOrDefault(resource);

    public SupervisedReplica? Find(string replicaId) =>
        _resources.Values.Select(resource => resource.Find(replicaId)).FirstOrDefault(replica => replica is not null);
}
