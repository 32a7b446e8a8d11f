namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Finds what is wrong with a topology before anything is started.</summary>
internal static class TopologyValidator
{
    /// <exception cref="DistributedApplicationException">Something is wrong; the message names the resource.</exception>
    public static void Validate(IReadOnlyCollection<IResource> resources)
    {
        CheckNames(resources);
        foreach (var resource in resources)
        {
            CheckRelations(resource, resources);
            CheckReplicas(resource);
            CheckHealthChecks(resource);
        }

        CheckPorts(resources);
        WaitCycles.Check(resources);
    }

    private static void CheckNames(IReadOnlyCollection<IResource> resources)
    {
        var twins = resources.GroupBy(resource => resource.Name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1);
        if (twins is not null)
        {
            throw new DistributedApplicationException($"There are {twins.Count()} resources named '{twins.Key}'. Rename all but one.");
        }
    }

    private static void CheckRelations(IResource resource, IReadOnlyCollection<IResource> resources)
    {
        if (resource.Annotations.OfType<WaitAnnotation>().FirstOrDefault(wait => IsForeign(wait.Resource)) is { } lost)
        {
            throw new DistributedApplicationException(
                $"The resource '{resource.Name}' waits for '{lost.Resource.Name}', which is not in this application. Add it to the "
                + "same builder.");
        }

        if (resource.Annotations.OfType<ResourceRelationshipAnnotation>()
            .FirstOrDefault(relationship => IsForeign(relationship.Resource)) is { } foreign)
        {
            throw new DistributedApplicationException(
                $"The resource '{resource.Name}' refers to '{foreign.Resource.Name}', which is not in this application. Add it to "
                + "the same builder.");
        }

        // A generated password is a value that nobody added.
        bool IsForeign(IResource other) => other is not IResourceWithoutLifetime && !resources.Contains(other);
    }

    private static void CheckReplicas(IResource resource)
    {
        if (resource.GetReplicaCount() < 2)
        {
            return;
        }

        var single = resource.Annotations.OfType<EndpointAnnotation>()
            .FirstOrDefault(endpoint => !endpoint.IsProxied || endpoint.TargetPort is not null);
        if (single is not null)
        {
            throw new DistributedApplicationException(
                $"The resource '{resource.Name}' has {resource.GetReplicaCount()} replicas, but only one can listen on its endpoint "
                + $"'{single.Name}': {(single.IsProxied ? $"the target port {single.TargetPort} is fixed" : "it is not proxied")}.");
        }
    }

    private static void CheckHealthChecks(IResource resource)
    {
        foreach (var check in resource.Annotations.OfType<HttpHealthCheckAnnotation>())
        {
            // Names what there is when the endpoint is missing.
            _ = check.Endpoint.EndpointAnnotation;
        }
    }

    private static void CheckPorts(IReadOnlyCollection<IResource> resources)
    {
        var known = new Dictionary<(int, bool), (IResource Resource, EndpointAnnotation Endpoint)>();
        foreach (var resource in resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                if (endpoint.Port is not { } port)
                {
                    continue;
                }

                var isUdp = endpoint.Protocol == System.Net.Sockets.ProtocolType.Udp;
                if (!known.TryAdd((port, isUdp), (resource, endpoint)))
                {
                    var other = known[(port, isUdp)];
                    throw new DistributedApplicationException(
                        $"Two endpoints want port {port}: '{other.Endpoint.Name}' of '{other.Resource.Name}' and '{endpoint.Name}' of "
                        + $"'{resource.Name}'. Give one of them another port, or none to take any that is free.");
                }
            }
        }
    }
}
