using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace ScaleApp.Hosting;

public static class WaitForAnyReplicaExtensions
{
    // Where Aspire's own waits keep the names, for the dashboard and the CLI.
    private const string WaitingForProperty = "resource.waitingFor";
    private const string WaitRelationship = "WaitFor";

    /// <summary>Starts the resource when the first replica of <paramref name="dependency"/> is healthy.</summary>
    /// <remarks>
    /// <c>WaitFor</c> waits for every replica: for ever, if some are not started. A dependency that crashes meanwhile is
    /// waited for on. The row says "Waiting"; its Start command ends the waiting.
    /// </remarks>
    public static IResourceBuilder<T> WaitForAnyReplica<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<ProjectResource> dependency)
        where T : IResourceWithWaitSupport =>
        builder
            .WithRelationship(dependency.Resource, WaitRelationship)
            .OnBeforeResourceStarted((resource, starting, ct) => WaitAsync(
                starting.Services.GetRequiredService<ResourceNotificationService>(), resource, dependency.Resource.Name, ct));

    private static async Task WaitAsync(
        ResourceNotificationService notifications, IResource resource, string dependency, CancellationToken ct)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            // Both are watched before the row is published, so that no change is missed.
            var healthy = notifications.WaitForResourceHealthyAsync(
                dependency, WaitBehavior.WaitOnResourceUnavailable, waiting.Token);
            var started = StartedByHandAsync(notifications, resource, waiting.Token);
            await notifications.PublishUpdateAsync(resource, row => Waiting(row, dependency));

            await await Task.WhenAny(healthy, started);
        }
        finally
        {
            await waiting.CancelAsync();
        }
    }

    private static CustomResourceSnapshot Waiting(CustomResourceSnapshot row, string dependency) =>
        row.State?.Text is null or "" || row.State.Text == KnownResourceStates.Starting || row.State.Text == KnownResourceStates.Waiting
            ? row with
            {
                State = KnownResourceStates.Waiting,
                Properties =
                [
                    .. row.Properties.Where(property => property.Name != WaitingForProperty),
                    new(WaitingForProperty, new[] { dependency }),
                ],
            }
            : row;

    /// <summary>The Start command moves a waiting row on to "Starting". Other replicas of the resource never waited.</summary>
    private static Task<ResourceEvent> StartedByHandAsync(
        ResourceNotificationService notifications, IResource resource, CancellationToken ct)
    {
        var waiting = new HashSet<string>();
        return notifications.WaitForResourceAsync(resource.Name, HasStarted, ct);

        bool HasStarted(ResourceEvent seen)
        {
            if (seen.Snapshot.State?.Text != KnownResourceStates.Waiting)
            {
                return waiting.Contains(seen.ResourceId);
            }

            waiting.Add(seen.ResourceId);
            return false;
        }
    }
}
