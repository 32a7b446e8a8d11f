using System.Runtime.InteropServices;
using ScaleApp.Dashboard.Telemetry.Storage;

namespace ScaleApp.Dashboard.Telemetry.Traces;

/// <summary>Holds spans and knows which trace each belongs to.</summary>
/// <remarks>Every lock is held for microseconds: what pages read is read outside, from a view that does not change.</remarks>
internal sealed class TraceStore(TelemetryOptions options)
{
    private readonly Lock _gate = new();
    private readonly SegmentedLog<SpanRecord> _spans = new(options.MaxSpans, options.MaxBytes);
    private readonly Dictionary<UInt128, Trace> _traces = [];

    // In their order; a trace whose spans are all gone stays until half of the list is like that.
    private readonly List<Trace> _order = [];
    private long _nextOrder;

    /// <param name="spans">Spans of one request.</param>
    /// <param name="bytes">The size of that request.</param>
    public void Add(ReadOnlySpan<SpanRecord> spans, long bytes)
    {
        if (spans.IsEmpty)
        {
            return;
        }

        lock (_gate)
        {
            foreach (ref readonly var span in spans)
            {
                AddOne(span);
            }

            _spans.AddBytes(bytes);
            Trim();
        }
    }

    public StoreUsage Usage()
    {
        lock (_gate)
        {
            return new(_spans.Count, _spans.Bytes, _spans.Dropped);
        }
    }

    /// <summary>A trace and a view that holds its spans; null when there is none.</summary>
    public TraceView? Find(UInt128 id)
    {
        lock (_gate)
        {
            return _traces.TryGetValue(id, out var trace) ? new(trace.State(), _spans.View()) : null;
        }
    }

    /// <summary>Copies the newest traces before <paramref name="before"/>, newest first, with a view that holds their spans.</summary>
    public int ReadBackwards(long before, Span<TraceState> into, out LogView<SpanRecord> view)
    {
        lock (_gate)
        {
            view = _spans.View();
            var index = IndexOf(before);
            var count = 0;
            while (count < into.Length && --index >= 0)
            {
                if (_order[index].Spans > 0)
                {
                    into[count++] = _order[index].State();
                }
            }

            return count;
        }
    }

    private void AddOne(SpanRecord span)
    {
        ref var trace = ref CollectionsMarshal.GetValueRefOrAddDefault(_traces, span.TraceId, out var isKnown);
        if (!isKnown)
        {
            trace = new(span.TraceId, _nextOrder++);
            _order.Add(trace);
        }

        span.Previous = trace!.Last;
        trace.Add(span, _spans.Next());
        _spans.Append(span);
    }

    private void Trim()
    {
        while (_spans.TrimOne() is { } oldest)
        {
            foreach (ref readonly var span in oldest.Records.AsSpan(0, oldest.Count))
            {
                var trace = _traces[span.TraceId];
                trace.Drop(span);
                if (trace.Spans == 0)
                {
                    _traces.Remove(span.TraceId);
                }
            }
        }

        if (_order.Count > (2 * _traces.Count) + 1_024)
        {
            _order.RemoveAll(trace => trace.Spans == 0);
        }
    }

    /// <summary>Where the first trace stands that is not before <paramref name="order"/>.</summary>
    private int IndexOf(long order)
    {
        var (low, high) = (0, _order.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_order[middle].Order < order)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
