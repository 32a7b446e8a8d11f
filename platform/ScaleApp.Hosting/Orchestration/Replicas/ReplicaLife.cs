namespace ScaleApp.Hosting.Orchestration.Replicas;

/// <summary>How one life of a replica, from start to end, went.</summary>
/// <param name="ExitCode">The program's exit code; null when it could not be started.</param>
/// <param name="HealthyFor">How long it had been ready before it ended; zero when it never was.</param>
/// <param name="AddressInUse">It ended because its port was taken.</param>
/// <param name="Error">Why it could not be started.</param>
internal sealed record ReplicaLife(int? ExitCode, TimeSpan HealthyFor, bool AddressInUse, Exception? Error = null);

/// <summary>What happens to a replica after one of its lives has ended by itself.</summary>
internal enum AfterLife
{
    /// <summary>It was meant to end.</summary>
    Finish,

    /// <summary>Start again after the pause.</summary>
    Restart,

    /// <summary>Start again at once, on other ports.</summary>
    RestartElsewhere,

    /// <summary>Give up.</summary>
    Fail,
}

/// <summary>What follows, and after which pause.</summary>
internal sealed record Verdict(AfterLife Next, TimeSpan Pause, string Reason);
