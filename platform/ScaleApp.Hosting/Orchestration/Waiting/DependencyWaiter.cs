using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration.Resources;

namespace ScaleApp.Hosting.Orchestration.Waiting;

/// <summary>Holds a resource back until those that it waits for are where they have to be.</summary>
/// <param name="find">The status of a resource; null for one that is not run here.</param>
internal sealed class DependencyWaiter(Func<IResource, Observed<ResourceStatus>?> find)
{
    /// <summary>Waits for all of them at once. Tells <paramref name="waiting"/> what for, if anything.</summary>
    /// <exception cref="DependencyException">One of them can no longer come to it.</exception>
    public Task WaitAsync(IResource resource, Action<string> waiting, CancellationToken cancellationToken)
    {
        var open = resource.Annotations.OfType<WaitAnnotation>()
            .Select(wait => (Wait: wait, Status: find(wait.Resource)))
            .Where(entry => entry.Status is not null && !IsReached(entry.Wait, entry.Status.Value))
            .ToArray();
        if (open.Length > 0)
        {
            waiting($"Waits for {string.Join(", ", open.Select(entry => Describe(entry.Wait)))}");
        }

        return Task.WhenAll(open.Select(entry => WaitAsync(resource, entry.Wait, entry.Status!, cancellationToken)));
    }

    private static async Task WaitAsync(
        IResource resource, WaitAnnotation wait, Observed<ResourceStatus> dependency, CancellationToken cancellationToken)
    {
        var goesOn = wait.WaitBehavior == WaitBehavior.WaitOnResourceUnavailable;
        var status = await dependency.WaitAsync(
            now => IsReached(wait, now) || (!goesOn && IsImpossible(wait, now)), cancellationToken);
        if (!IsReached(wait, status))
        {
            throw new DependencyException(wait.Resource, status, $"'{resource.Name}' waits for {Describe(wait)}, but {Explain(wait, status)}");
        }
    }

    private static bool IsReached(WaitAnnotation wait, ResourceStatus now) => wait.WaitType switch
    {
        WaitType.WaitForCompletion => now.Phase == ResourcePhase.Finished && now.ExitCode == wait.ExitCode,
        WaitType.WaitUntilStarted => now.Phase is ResourcePhase.Running or ResourcePhase.Ready or ResourcePhase.Finished,
        _ => now.Phase == ResourcePhase.Ready,
    };

    private static bool IsImpossible(WaitAnnotation wait, ResourceStatus now) =>
        now.Phase == ResourcePhase.Failed || (now.Phase == ResourcePhase.Finished && wait.WaitType != WaitType.WaitUntilStarted);

    private static string Describe(WaitAnnotation wait) => wait.WaitType switch
    {
        WaitType.WaitForCompletion => $"'{wait.Resource.Name}' to end with exit code {wait.ExitCode}",
        WaitType.WaitUntilStarted => $"'{wait.Resource.Name}' to run",
        _ => $"'{wait.Resource.Name}' to be healthy",
    };

    private static string Explain(WaitAnnotation wait, ResourceStatus status) => status.Phase switch
    {
        ResourcePhase.Failed => "it could not be started",
        _ when wait.WaitType == WaitType.WaitForCompletion => $"it ended with exit code {status.ExitCode}",
        _ => $"it ended with exit code {status.ExitCode}; use WaitForCompletion for a program that is meant to end",
    };
}

/// <summary>A resource cannot start because of another one.</summary>
internal sealed class DependencyException(IResource dependency, ResourceStatus status, string message)
    : DistributedApplicationException(message)
{
    public IResource Dependency { get; } = dependency;

    public ResourceStatus Status { get; } = status;
}
