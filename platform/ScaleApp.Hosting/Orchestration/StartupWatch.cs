using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration.Resources;

namespace ScaleApp.Hosting.Orchestration;

/// <summary>Follows the start of the topology until everything is healthy or something has failed.</summary>
internal static class StartupWatch
{
    /// <summary>Returns null once every resource that starts by itself is healthy (or has ended as it was meant to).</summary>
    public static async Task<StartupFailure?> WaitAsync(
        IReadOnlyList<ResourceController> controllers, CancellationToken cancellationToken)
    {
        var open = controllers
            .Where(controller => !IsStartedByHand(controller.Resource))
            .Select(controller => SettleAsync(controller, cancellationToken))
            .ToList();

        while (open.Count > 0)
        {
            var first = await Task.WhenAny(open);
            open.Remove(first);
            if (await first is { } failure)
            {
                return failure;
            }
        }

        return null;
    }

    public static bool IsStartedByHand(IResource resource) => resource.Annotations.OfType<ExplicitStartupAnnotation>().Any();

    private static async Task<StartupFailure?> SettleAsync(ResourceController controller, CancellationToken cancellationToken)
    {
        var status = await controller.Status.WaitAsync(
            now => now.IsSettled || now.Phase is ResourcePhase.Failed or ResourcePhase.Stopped, cancellationToken);
        if (status.Cause is { } cause && !IsStartedByHand(cause))
        {
            // The one whose fault it is tells.
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return status.Phase == ResourcePhase.Failed
            ? new StartupFailure(controller.Resource.Name, status.Reason ?? "could not be started", status.LastLines)
            : null;
    }
}
