using ScaleApp.Hosting.Orchestration.Resources;

namespace ScaleApp.Hosting.Orchestration.Replicas;

/// <summary>What the states of the replicas mean for the whole.</summary>
internal static class ReplicaSetSummary
{
    public static WorkloadStatus Of(IReadOnlyList<ReplicaStatus> replicas)
    {
        var failed = replicas.FirstOrDefault(replica => replica.Phase == ReplicaPhase.FailedToStart);
        var troubled = failed ?? replicas.FirstOrDefault(replica => replica.Reason is not null);
        var isFinished = replicas.Count > 0 && replicas.All(replica => replica.Phase == ReplicaPhase.Finished);
        return new WorkloadStatus
        {
            IsUp = replicas.All(replica => replica.Phase == ReplicaPhase.Running),
            IsPartlyUp = replicas.Any(replica => replica.Phase == ReplicaPhase.Running),
            IsReady = replicas.All(replica => replica.IsReady),
            IsFinished = isFinished,
            IsCrashing = replicas.Any(replica => replica.Phase == ReplicaPhase.CrashLoop),
            ExitCode = isFinished ? replicas.Max(replica => replica.ExitCode) : troubled?.ExitCode,
            Failure = failed?.Reason,
            Reason = troubled?.Reason,
            LastLines = troubled?.LastLines ?? [],
        };
    }
}
