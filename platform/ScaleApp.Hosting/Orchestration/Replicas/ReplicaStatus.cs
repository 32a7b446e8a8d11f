using System.Collections.Immutable;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration.Health;

namespace ScaleApp.Hosting.Orchestration.Replicas;

/// <summary>Where one replica is in its life.</summary>
internal enum ReplicaPhase
{
    NotStarted,
    Waiting,
    Starting,
    Running,
    Stopping,

    /// <summary>Ended, by command or by itself; if by itself, it will be started again after a pause.</summary>
    Exited,

    /// <summary>Ended by itself, as it was meant to.</summary>
    Finished,

    /// <summary>Could not be started, and will not be tried again by itself.</summary>
    FailedToStart,

    /// <summary>Keeps ending; between two tries.</summary>
    CrashLoop,
}

/// <summary>All that is known about one replica at one moment.</summary>
internal sealed record ReplicaStatus
{
    public ReplicaPhase Phase { get; init; }

    /// <summary>True while the program runs and its own checks pass.</summary>
    public bool IsReady { get; init; }

    public int? ProcessId { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? StoppedAt { get; init; }

    public int? ExitCode { get; init; }

    /// <summary>Why it is in this phase, in one sentence; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    public ImmutableArray<CheckReport> Checks { get; init; } = [];

    /// <summary>The replica's own ports, by endpoint.</summary>
    public ImmutableDictionary<string, int> Ports { get; init; } = ImmutableDictionary<string, int>.Empty;

    public ImmutableArray<EnvironmentVariableSnapshot> Variables { get; init; } = [];

    /// <summary>The last lines that the program wrote, once it has ended by itself.</summary>
    public ImmutableArray<string> LastLines { get; init; } = [];

    /// <summary>True when nothing more happens to it by itself.</summary>
    public bool IsAtRest => Phase is ReplicaPhase.NotStarted or ReplicaPhase.Finished or ReplicaPhase.FailedToStart;
}
