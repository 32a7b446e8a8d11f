namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Finds resources that wait for each other and so would wait forever.</summary>
internal static class WaitCycles
{
    /// <exception cref="DistributedApplicationException">There are such; the message shows the circle.</exception>
    public static void Check(IEnumerable<IResource> resources)
    {
        var done = new HashSet<IResource>();
        foreach (var resource in resources)
        {
            Visit(resource, [], done);
        }
    }

    private static void Visit(IResource resource, List<IResource> path, HashSet<IResource> done)
    {
        var start = path.IndexOf(resource);
        if (start >= 0)
        {
            var circle = path.Skip(start).Append(resource).Select(step => $"'{step.Name}'");
            throw new DistributedApplicationException(
                $"These resources wait for each other and would never start: {string.Join(" waits for ", circle)}. Remove one of the "
                + "waits.");
        }

        if (done.Contains(resource))
        {
            return;
        }

        path.Add(resource);
        foreach (var dependency in Dependencies(resource))
        {
            Visit(dependency, path, done);
        }

        path.RemoveAt(path.Count - 1);
        done.Add(resource);
    }

    private static IEnumerable<IResource> Dependencies(IResource resource)
    {
        var waits = resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource);
        return resource is IResourceWithParent child ? waits.Append(child.Parent) : waits;
    }
}
