using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Replicas;

internal enum ReplicaChange
{
    None,

    NotStarted,
    Running,

    /// <summary>Its process ended though nothing asked it to.</summary>
    Crashed,

    StartFailed,
}

internal static class ReplicaChanges
{
    /// <summary>States of the orchestrator (DCP) that Aspire passes on but does not name.</summary>
    private static readonly string[] UnnamedEnds = ["Terminated", "Unknown"];

    public static bool IsEnd(string? state) =>
        KnownResourceStates.TerminalStates.Contains(state) || UnnamedEnds.Contains(state);

    /// <summary>Compares a replica's last state with its new one. A crash is an end without "Stopping" before it.</summary>
    /// <param name="was">The last state; null and empty while the orchestrator creates the process.</param>
    /// <param name="now">The new state.</param>
    /// <param name="exitCode">How the process ended, if it did.</param>
    /// <param name="isService">Whether it is meant to run until it is stopped, so that exit code 0 is an unexpected end too.</param>
    public static ReplicaChange Between(string? was, string? now, int? exitCode, bool isService) => now switch
    {
        _ when was == now => ReplicaChange.None,
        _ when now == KnownResourceStates.NotStarted => ReplicaChange.NotStarted,
        _ when now == KnownResourceStates.Running => ReplicaChange.Running,

        // A failed build ends here as well: the program to start again would be the old one.
        _ when now == KnownResourceStates.FailedToStart => was == KnownResourceStates.Building ? ReplicaChange.None : ReplicaChange.StartFailed,
        _ when IsEnd(now) && (was == KnownResourceStates.Running || IsBeginning(was)) && (exitCode != 0 || isService) => ReplicaChange.Crashed,
        _ => ReplicaChange.None,
    };

    // A process that ends within milliseconds may never be seen running.
    private static bool IsBeginning(string? state) =>
        string.IsNullOrEmpty(state) || state == KnownResourceStates.Starting || state == KnownResourceStates.Waiting;
}
