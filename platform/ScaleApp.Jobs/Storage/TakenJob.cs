namespace ScaleApp.Jobs;

/// <summary>A job as a server gets it handed.</summary>
/// <param name="Id">Where it is.</param>
/// <param name="Token">The fencing token that it was taken with.</param>
/// <param name="Invocation">What to call.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="TraceParent">What its span continues.</param>
/// <param name="ReadySince">Since when it could have run (unix ms).</param>
/// <param name="Occurrence">The occurrence (unix ms), for a run of a recurring job.</param>
/// <param name="Recurring">The id of that recurring job.</param>
internal sealed record TakenJob(JobId Id, string Token, JobInvocation Invocation, int Attempt, string? TraceParent,
    long ReadySince, long? Occurrence, string? Recurring);

/// <summary>What became of an attempt, in the words of <c>settle.lua</c>.</summary>
internal enum Outcome
{
    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Failed, to be tried again.</summary>
    Retry,

    /// <summary>Given up, to the dead letters.</summary>
    Dead,

    /// <summary>Given up and forgotten.</summary>
    Delete,

    /// <summary>Interrupted through no fault of its own: back to the queue, attempt not counted.</summary>
    Back,
}

/// <summary>The end of an attempt, to be told to Redis.</summary>
internal readonly record struct Settlement(RunningJob Job, Outcome Outcome, TimeSpan Delay = default, string Text = "");
