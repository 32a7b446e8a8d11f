using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Orchestration.Waiting;

/// <summary>Who has to be gone before a resource may be stopped: those that need it.</summary>
internal static class StopOrder
{
    /// <summary>For each resource, those that are stopped before it. Never a cycle.</summary>
    /// <remarks>
    /// Waits and parents always count; the model has refused cycles of them. A mere reference counts where it closes no
    /// circle: two services may well refer to each other.
    /// </remarks>
    public static IReadOnlyDictionary<IResource, IReadOnlyCollection<IResource>> Of(IReadOnlyCollection<IResource> resources)
    {
        var dependents = resources.ToDictionary(
            resource => resource, _ => new HashSet<IResource>(ReferenceEqualityComparer.Instance),
            (IEqualityComparer<IResource>)ReferenceEqualityComparer.Instance);
        var needs = resources.SelectMany(resource => Hard(resource).Select(other => (resource, other)))
            .Concat(resources.SelectMany(resource => Soft(resource).Select(other => (resource, other))));

        foreach (var (resource, needed) in needs)
        {
            if (dependents.TryGetValue(needed, out var before) && !ReferenceEquals(resource, needed)
                && dependents.ContainsKey(resource) && !IsStoppedAfter(resource, needed, dependents))
            {
                before.Add(resource);
            }
        }

        return dependents.ToDictionary(
            entry => entry.Key, entry => (IReadOnlyCollection<IResource>)entry.Value,
            (IEqualityComparer<IResource>)ReferenceEqualityComparer.Instance);
    }

    private static IEnumerable<IResource> Hard(IResource resource)
    {
        var waits = resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource);
        return resource is IResourceWithParent child ? waits.Append(child.Parent) : waits;
    }

    private static IEnumerable<IResource> Soft(IResource resource) =>
        resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(relationship => relationship.Resource);

    /// <summary>True when <paramref name="resource"/> already has to wait, at some remove, until <paramref name="other"/> is gone.</summary>
    private static bool IsStoppedAfter(
        IResource resource, IResource other, Dictionary<IResource, HashSet<IResource>> dependents)
    {
        var seen = new HashSet<IResource>(ReferenceEqualityComparer.Instance);
        var open = new Stack<IResource>([resource]);
        while (open.TryPop(out var next))
        {
            if (ReferenceEquals(next, other))
            {
                return true;
            }

            if (seen.Add(next))
            {
                foreach (var before in dependents[next])
                {
                    open.Push(before);
                }
            }
        }

        return false;
    }
}
