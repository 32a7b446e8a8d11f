using ScaleApp.Dashboard.Telemetry.Storage;

namespace ScaleApp.Dashboard.Telemetry.Traces;

/// <summary>Finds traces, newest first, a page at a time.</summary>
internal sealed class TraceSearch(TraceStore store)
{
    private const int Chunk = 512;

    /// <param name="filter">Which.</param>
    /// <param name="limit">How many.</param>
    /// <param name="before">Only traces older than this one (<see cref="TraceState.Order"/>); for the next page.</param>
    /// <param name="ct">Ends the search: with a rare filter it may go through everything that is held.</param>
    public TraceList Find(TraceFilter filter, int limit, long before, CancellationToken ct)
    {
        var found = new List<TraceSummary>(limit);
        var states = new TraceState[Chunk];
        int count;
        while ((count = store.ReadBackwards(before, states, out var view)) > 0)
        {
            ct.ThrowIfCancellationRequested();
            before = Match(filter, limit, states.AsSpan(0, count), view, found);
            if (found.Count == limit)
            {
                return new(found, HasMore: true);
            }
        }

        return new(found, HasMore: false);
    }

    /// <summary>Returns the order of the last trace that was looked at.</summary>
    private static long Match(TraceFilter filter, int limit, ReadOnlySpan<TraceState> states, LogView<SpanRecord> view, List<TraceSummary> found)
    {
        foreach (ref readonly var state in states)
        {
            if (filter.Matches(state) && new TraceView(state, view) is var trace && filter.Matches(trace))
            {
                found.Add(TraceSummary.Of(trace));
                if (found.Count == limit)
                {
                    return state.Order;
                }
            }
        }

        return states[^1].Order;
    }
}

/// <summary>A page of traces.</summary>
/// <param name="Traces">Newest first.</param>
/// <param name="HasMore">Whether there may be older ones that match.</param>
internal sealed record TraceList(IReadOnlyList<TraceSummary> Traces, bool HasMore);
