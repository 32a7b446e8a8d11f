using System.Collections.Immutable;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Orchestration.Resources;

/// <summary>Where a resource as a whole is in its life.</summary>
internal enum ResourcePhase
{
    /// <summary>Waits for somebody to start it.</summary>
    NotStarted,

    /// <summary>Waits for the resources that it depends on.</summary>
    Waiting,
    Starting,

    /// <summary>Runs, but not everything of it is healthy.</summary>
    Running,

    /// <summary>Runs, is healthy, and whoever wanted to prepare it has done so.</summary>
    Ready,

    /// <summary>Has ended as it was meant to.</summary>
    Finished,
    Failed,
    Stopping,
    Stopped,
}

/// <summary>A resource as a whole at one moment.</summary>
internal sealed record ResourceStatus(ResourcePhase Phase)
{
    public int? ExitCode { get; init; }

    public bool IsCrashing { get; init; }

    /// <summary>Why, in a sentence; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The resource whose failure is the reason for this one's; null when it is its own.</summary>
    public IResource? Cause { get; init; }

    public ImmutableArray<string> LastLines { get; init; } = [];

    /// <summary>True when there is nothing of it to be stopped.</summary>
    public bool IsAtRest => Phase is ResourcePhase.NotStarted or ResourcePhase.Finished or ResourcePhase.Failed or ResourcePhase.Stopped;

    /// <summary>True when those that wait for it need not wait any longer.</summary>
    public bool IsSettled => Phase is ResourcePhase.Ready or ResourcePhase.Finished;
}
