using ScaleApp.Dashboard.Telemetry.Storage;

namespace ScaleApp.Dashboard.Telemetry.Traces;

/// <summary>A trace at one moment, and its spans, newest arrival first.</summary>
internal readonly struct TraceView(TraceState state, LogView<SpanRecord> spans)
{
    public TraceState State => state;

    public IEnumerable<long> Sequences()
    {
        for (var sequence = state.Last; spans.Holds(sequence); sequence = spans[sequence].Previous)
        {
            yield return sequence;
        }
    }

    public SpanRecord? Find(ulong span)
    {
        foreach (var sequence in Sequences())
        {
            if (spans[sequence].SpanId == span)
            {
                return spans[sequence];
            }
        }

        return null;
    }

    public ref readonly SpanRecord this[long sequence] => ref spans[sequence];
}
