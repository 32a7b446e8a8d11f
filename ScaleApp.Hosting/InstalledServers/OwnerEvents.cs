using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;

namespace ScaleApp.Hosting;

/// <summary>Raises for an official resource the events that Aspire raises for a container.</summary>
/// <remarks>
/// Aspire's packages for Redis and PostgreSQL depend on them for connection strings, health checks, the creation of
/// databases, waiting, URLs. <see cref="ResourceReadyEvent"/> comes from Aspire's health checks.
/// </remarks>
internal sealed class OwnerEvents(
    DistributedApplicationModel model, IDistributedApplicationEventing eventing, ResourceNotificationService notifications,
    IServiceProvider services)
{
    public void Register(InstalledServerResource server)
    {
        var owner = server.Owner;
        var allocated = new Lazy<Task>(() => AllocateAsync(server));

        eventing.Subscribe<InitializeResourceEvent>(owner, (_, _) => allocated.Value);
        eventing.Subscribe<BeforeResourceStartedEvent>(server, async (_, cancellationToken) =>
        {
            await allocated.Value;
            foreach (var resource in Family(owner).OfType<IResourceWithConnectionString>())
            {
                await eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services), cancellationToken);
            }

            // Waits for what the owner waits for. Its row says so from here on, so the server's own state must be there before.
            await notifications.WaitForResourceAsync(owner.Name, KnownResourceStates.Starting, cancellationToken);
            await eventing.PublishAsync(new BeforeResourceStartedEvent(owner, services), cancellationToken);
        });
    }

    public async Task StoppedAsync(ContainerResource owner, CancellationToken cancellationToken)
    {
        foreach (var resource in Family(owner))
        {
            if (notifications.TryGetCurrentState(resource.Name, out var row))
            {
                await eventing.PublishAsync(new ResourceStoppedEvent(resource, services, row), cancellationToken);
            }
        }
    }

    /// <summary>The owner and its children, such as a PostgreSQL server's databases.</summary>
    public IEnumerable<IResource> Family(ContainerResource owner) =>
        model.Resources.OfType<IResourceWithParent>().Where(child => child.Parent == owner).Prepend<IResource>(owner);

    // Once a run: a second event would list the URL twice.
    private Task AllocateAsync(InstalledServerResource server)
    {
        var endpoint = server.Endpoint.EndpointAnnotation;
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", endpoint.Port
            ?? throw new InvalidOperationException($"Aspire has chosen no port for {server.Owner.Name}."));

        return eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(server.Owner, services), CancellationToken.None);
    }
}
