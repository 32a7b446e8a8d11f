using System.Collections.Frozen;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Replicas;

/// <summary>The project resources of the model. Empty until the AppHost starts, fixed from then on.</summary>
internal sealed class SupervisedResources
{
    private FrozenDictionary<IResource, SupervisedResource> _resources = FrozenDictionary<IResource, SupervisedResource>.Empty;

    public void Load(DistributedApplicationModel model)
    {
        var jobs = model.Resources
            .SelectMany(resource => resource.Annotations.OfType<WaitAnnotation>())
            .Where(wait => wait.WaitType == WaitType.WaitForCompletion)
            .Select(wait => wait.Resource)
            .ToHashSet();
        _resources = model.Resources.OfType<ProjectResource>()
            .ToFrozenDictionary(project => (IResource)project, project => new SupervisedResource(project, jobs.Contains(project)));
    }

    public IEnumerable<SupervisedReplica> Replicas => _resources.Values.SelectMany(resource => resource.Replicas);

    public SupervisedResource? Find(IResource resource) => _resources.GetValueOrDefault(resource);

    public SupervisedReplica? Find(string replicaId) =>
        _resources.Values.Select(resource => resource.Find(replicaId)).FirstOrDefault(replica => replica is not null);
}
