namespace ScaleApp.Jobs;

/// <summary>A job on its way to Redis.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Id">The id within the queue.</param>
/// <param name="IsNewId">The id was made up for it: no job can have it yet.</param>
/// <param name="TraceParent">What the job's span is to continue.</param>
/// <param name="Links">Jobs that wait for it, as <c>ended.lua</c> reads them.</param>
internal readonly record struct NewJob(JobRequest Request, string Id, bool IsNewId, string? TraceParent, string? Links = null)
{
    /// <summary>The id in the cluster.</summary>
    public string FullId => $"{Request.Queue}/{Id}";

    public DueTime Due => Request switch
    {
        { Delay: { } delay } => DueTime.In(delay),
        { EnqueueAt: { } at } => DueTime.At(at),
        _ => default,
    };

    /// <summary>There is nothing to look up and nothing to wait for: Redis gets such jobs in one command.</summary>
    public bool IsPlain => IsNewId && Request.UniqueKey is null && Links is null && Request.Delay is null && Request.EnqueueAt is null;

    /// <summary>As text.</summary>
    public string Record => JobRecord.Write(Request, TraceParent);
}
