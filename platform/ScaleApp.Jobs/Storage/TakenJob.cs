namespace ScaleApp.Jobs;

/// <summary>A job as a server gets it handed.</summary>
/// <param name="Id">Where it is.</param>
/// <param name="Token">The fencing token that it was taken with; jobs that were handed out together share one.</param>
/// <param name="Record">What it is.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="Waited">How long it could have run before it was taken, by Redis's clock.</param>
internal sealed record TakenJob(JobId Id, string Token, JobRecord Record, int Attempt, TimeSpan Waited)
{
    /// <summary>A job that is taken for the first time.</summary>
    public static TakenJob First(JobId id, string token, JobRecord record) =>
        new(id, token, record, 1, record.Created == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(MomentOf(token) - record.Created));

    /// <summary>When the job was taken (unix ms): a token is that moment in microseconds.</summary>
    public static long MomentOf(string token) => long.Parse(token) / 1000;
}

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
