namespace ScaleApp.Dashboard.Telemetry.Traces;

/// <summary>The spans of one trace that are held, in whichever order and from whichever replica they came.</summary>
internal sealed class Trace(UInt128 id, long order)
{
    public UInt128 Id { get; } = id;

    /// <summary>Grows with every trace: the order in which they were first heard of.</summary>
    public long Order { get; } = order;

    public long Start { get; private set; } = long.MaxValue;

    public long End { get; private set; }

    public int Spans { get; private set; }

    public int Errors { get; private set; }

    /// <summary>Spans that only call somebody else: a database, a cache.</summary>
    public int Calls { get; private set; }

    /// <summary>Spans that made room for newer ones of other traces.</summary>
    public int Dropped { get; private set; }

    /// <summary>The number of the span that came last; each says which one came before it.</summary>
    public long Last { get; private set; } = -1;

    public void Add(in SpanRecord span, long sequence)
    {
        Last = sequence;
        Spans++;
        Calls += span.Kind == SpanKind.Client ? 1 : 0;
        Errors += span.Status == SpanStatus.Error ? 1 : 0;
        Start = Math.Min(Start, span.Start);
        End = Math.Max(End, span.End);
    }

    public void Drop(in SpanRecord span)
    {
        Spans--;
        Dropped++;
        Calls -= span.Kind == SpanKind.Client ? 1 : 0;
        Errors -= span.Status == SpanStatus.Error ? 1 : 0;
    }

    public TraceState State() => new(Id, Order, Start, End, Spans, Errors, Calls, Dropped, Last);
}

/// <summary>A trace at one moment.</summary>
internal readonly record struct TraceState(UInt128 Id, long Order, long Start, long End, int Spans, int Errors, int Calls, int Dropped, long Last)
{
    public TimeSpan Duration => UnixNano.Span(End - Start);

    /// <summary>Nothing but calls, with no request and no job that made them: polling, looking whether a server is there.</summary>
    public bool IsBackground => Calls == Spans;
}
