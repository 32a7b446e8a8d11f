using System.Collections.Immutable;

namespace ScaleApp.Hosting.Orchestration.Resources;

/// <summary>What a resource consists of while it runs: replicas, or nothing but health checks.</summary>
internal interface IWorkload : IAsyncDisposable
{
    Observed<WorkloadStatus> Status { get; }

    /// <summary>Begins to run; returns at once. Does nothing when it runs already.</summary>
    void Start();

    /// <summary>Returns when nothing of it is left. The token ends all patience.</summary>
    Task StopAsync(TimeSpan drain, CancellationToken cancellationToken);
}

/// <summary>A workload as a whole at one moment.</summary>
internal sealed record WorkloadStatus
{
    /// <summary>True while every part of it runs.</summary>
    public bool IsUp { get; init; }

    /// <summary>True while some part of it runs.</summary>
    public bool IsPartlyUp { get; init; }

    /// <summary>How often it has come up after none of it ran: what was prepared in an earlier one may be lost.</summary>
    public int Generation { get; init; }

    /// <summary>True while every part of it passes its checks.</summary>
    public bool IsReady { get; init; }

    /// <summary>True when every part has ended as it was meant to.</summary>
    public bool IsFinished { get; init; }

    /// <summary>True while some part keeps ending.</summary>
    public bool IsCrashing { get; init; }

    public int? ExitCode { get; init; }

    /// <summary>Why a part of it could not be started and is not tried again; null while there is hope.</summary>
    public string? Failure { get; init; }

    /// <summary>What there is to say about its state, in a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>The last lines of the program that failed or ended.</summary>
    public ImmutableArray<string> LastLines { get; init; } = [];

    /// <summary>This status as the one that follows <paramref name="before"/>.</summary>
    public WorkloadStatus After(WorkloadStatus before) =>
        this with { Generation = before.Generation + (IsPartlyUp && !before.IsPartlyUp ? 1 : 0) };
}
