namespace ScaleApp.Jobs;

/// <inheritdoc/>
internal sealed class JobContext(RunningJob job) : IJobContext
{
    public string JobId { get; } = job.Taken.Id.ToString();

    public string Queue => job.Taken.Id.Queue;

    public int Attempt => job.Taken.Attempt;

    public long FencingToken => long.Parse(job.Taken.Token);

    public DateTimeOffset? Occurrence =>
        job.Taken.Record.Occurrence is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    public string? RecurringJobId => job.Taken.Record.Recurring;

    public CancellationToken CancellationToken => job.Token;

    public void ReportProgress(double percent) => job.OpenNotes().Report(percent);

    public void Log(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        job.OpenNotes().Add(line);
    }
}

/// <summary>How a scope knows whose it is.</summary>
internal sealed class JobContextAccessor
{
    private IJobContext? _current;

    /// <exception cref="InvalidOperationException">Asked for outside a job.</exception>
    public IJobContext Current
    {
        get => _current ?? throw new InvalidOperationException("There is no IJobContext here: it exists only in the scope of a running job.");
        set => _current = value;
    }
}
