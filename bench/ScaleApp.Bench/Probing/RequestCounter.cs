namespace ScaleApp.Bench.Probing;

internal sealed class RequestCounter(RequestKind kind)
{
    private readonly Lock _lock = new();
    private RequestFigures _figures = new(kind.Name, 0, 0, 0);

    public RequestKind Kind => kind;

    /// <summary>Counts a request by what it came to in the end; one that is still to be repeated was given up.</summary>
    public void Count(RequestOutcome outcome, bool isRetried, string answer)
    {
        lock (_lock)
        {
            var counted = _figures with { Retried = _figures.Retried + (isRetried ? 1 : 0) };
            _figures = outcome is RequestOutcome.Served
                ? counted with { Served = counted.Served + 1 }
                : counted with { Failed = counted.Failed + 1, LastFailure = answer };
        }
    }

    public RequestFigures Read() => _figures;
}

/// <summary>Requests of one kind: answered as they should be, sent more than once, not answered as they should be, and the last of these answers.</summary>
internal sealed record RequestFigures(string Name, long Served, long Retried, long Failed, string? LastFailure = null);
