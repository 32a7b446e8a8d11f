namespace ScaleApp.Dashboard.Telemetry.Logs;

/// <summary>Finds log records, newest first, a page at a time.</summary>
internal sealed class LogSearch(LogStore store)
{
    // Between two looks at whether anybody still waits.
    private const int Stride = 1_024;

    /// <param name="filter">Which.</param>
    /// <param name="limit">How many.</param>
    /// <param name="before">Only records older than the one of this number; for the next page.</param>
    /// <param name="ct">Ends the search: with a rare filter it may go through everything that is held.</param>
    public LogPage Find(LogFilter filter, int limit, long before, CancellationToken ct)
    {
        var found = new List<FoundRecord>(Math.Min(limit, Stride));
        var view = store.View();
        foreach (var sequence in view.Backwards(before))
        {
            if (sequence % Stride == 0)
            {
                ct.ThrowIfCancellationRequested();
            }

            if (!filter.Matches(view[sequence]))
            {
                continue;
            }

            if (found.Count == limit)
            {
                return new(found, HasMore: true);
            }

            found.Add(new(sequence, view[sequence]));
        }

        return new(found, HasMore: false);
    }

    /// <summary>The record of that number; null when it is not held any more.</summary>
    public FoundRecord? Find(long sequence) => store.View() is var view && view.Holds(sequence) ? new(sequence, view[sequence]) : null;
}

/// <summary>A log record and its number, by which it is found again.</summary>
internal sealed record FoundRecord(long Sequence, LogRecord Record)
{
    public string Body { get; } = LogReader.Body(Record.Message.Bytes);
}

/// <summary>A page of log records.</summary>
/// <param name="Records">Newest first.</param>
/// <param name="HasMore">Whether there are older ones that match.</param>
internal sealed record LogPage(IReadOnlyList<FoundRecord> Records, bool HasMore);
