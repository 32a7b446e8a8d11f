using System.Diagnostics;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>The resource does not start before another one is where it has to be.</summary>
/// <param name="resource">What is waited for.</param>
/// <param name="waitType">How far it has to be.</param>
/// <param name="exitCode">With <see cref="ApplicationModel.WaitType.WaitForCompletion"/>: the exit code that counts as success; 0.</param>
[DebuggerDisplay("{WaitType} of {Resource.Name,nq}")]
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;

    public WaitType WaitType { get; } = waitType;

    public int ExitCode { get; } = exitCode;

    /// <summary>What happens when it can no longer come to that; null for the default, which is to give up.</summary>
    public WaitBehavior? WaitBehavior { get; set; }
}

/// <summary>How far a resource has to be before those that wait for it start.</summary>
public enum WaitType
{
    /// <summary>It runs and all its health checks pass.</summary>
    WaitUntilHealthy,
    /// <summary>It has ended with the expected exit code.</summary>
    WaitForCompletion,
    /// <summary>It runs, healthy or not.</summary>
    WaitUntilStarted,
}

/// <summary>What a waiting party does when the resource has ended or could not start.</summary>
public enum WaitBehavior
{
    /// <summary>Goes on waiting: somebody may start it again.</summary>
    WaitOnResourceUnavailable,
    /// <summary>Fails with a message that says what became of the resource.</summary>
    StopOnResourceUnavailable,
}
