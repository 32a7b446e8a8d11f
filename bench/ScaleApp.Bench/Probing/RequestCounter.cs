namespace ScaleApp.Bench.Probing;

/// <summary>Counts what came of the requests of one kind.</summary>
internal sealed class RequestCounter(RequestKind kind)
{
    private long _served;
    private long _retried;
    private long _failed;

    private string? _lastFailure;

    public RequestKind Kind => kind;

    /// <param name="outcome">What it came to in the end; one that is still to be repeated was given up.</param>
    /// <param name="isRetried">Whether its client had to send it more than once.</param>
    /// <param name="answer">The answer, for the report of a failure.</param>
    public void Count(RequestOutcome outcome, bool isRetried, string answer)
    {
        Interlocked.Increment(ref outcome is RequestOutcome.Served ? ref _served : ref _failed);
        if (outcome is not RequestOutcome.Served)
        {
            Volatile.Write(ref _lastFailure, answer);
        }

        if (isRetried)
        {
            Interlocked.Increment(ref _retried);
        }
    }

    public RequestFigures Read() => new(kind.Name, Interlocked.Read(ref _served), Interlocked.Read(ref _retried), Interlocked.Read(ref _failed),
        Volatile.Read(ref _lastFailure));
}

/// <summary>Requests of one kind.</summary>
/// <param name="Name">Which.</param>
/// <param name="Served">Answered as they should be.</param>
/// <param name="Retried">Those of all that their client sent more than once.</param>
/// <param name="Failed">Not answered as they should be.</param>
/// <param name="LastFailure">What the last of these was answered; null when there is none.</param>
internal sealed record RequestFigures(string Name, long Served, long Retried, long Failed, string? LastFailure = null);
