namespace ScaleApp.Dashboard.Telemetry.Traces;

/// <summary>A span in the tree of its trace.</summary>
/// <param name="Span">The span.</param>
/// <param name="Depth">Steps below the top.</param>
/// <param name="Children">Spans directly below it.</param>
/// <param name="IsOrphan">Whether its parent is not held: still to come, never sent, or gone to make room.</param>
internal sealed record SpanNode(SpanRecord Span, int Depth, int Children, bool IsOrphan)
{
    public string Name { get; } = SpanReader.Name(Span.Message.Bytes);
}

/// <summary>The spans of a trace in the order of a waterfall: each below its parent, siblings by their start.</summary>
internal sealed class SpanTree
{
    private readonly ILookup<ulong, SpanRecord> _children;
    private readonly HashSet<ulong> _held;
    private readonly List<SpanNode> _nodes = [];

    private SpanTree(IReadOnlyCollection<SpanRecord> spans)
    {
        _held = [.. spans.Select(span => span.SpanId)];
        _children = spans.ToLookup(span => IsTop(span) ? 0 : span.ParentId);
    }

    public static IReadOnlyList<SpanNode> Of(in TraceView trace)
    {
        // A sender that was not answered in time sends a span again.
        var spans = new Dictionary<ulong, SpanRecord>();
        foreach (var sequence in trace.Sequences())
        {
            spans.TryAdd(trace[sequence].SpanId, trace[sequence]);
        }

        var tree = new SpanTree(spans.Values);
        tree.Add();
        tree.AddUnreached(spans);
        return tree._nodes;
    }

    private bool IsTop(in SpanRecord span) => span.ParentId == 0 || !_held.Contains(span.ParentId);

    /// <summary>Without recursion: a trace may be as deep as it has spans.</summary>
    private void Add()
    {
        var waiting = new Stack<(SpanRecord Span, int Depth)>();
        Push(waiting, parent: 0, depth: 0);
        while (waiting.TryPop(out var next))
        {
            var (span, depth) = next;
            _nodes.Add(new(span, depth, _children[span.SpanId].Count(), span.ParentId != 0 && IsTop(span)));
            Push(waiting, span.SpanId, depth + 1);
        }
    }

    private void Push(Stack<(SpanRecord, int)> waiting, ulong parent, int depth)
    {
        foreach (var child in _children[parent].OrderByDescending(child => child.Start))
        {
            waiting.Push((child, depth));
        }
    }

    /// <summary>Spans that are each other's parents, which only a broken sender makes, are shown all the same.</summary>
    private void AddUnreached(Dictionary<ulong, SpanRecord> spans)
    {
        if (_nodes.Count == spans.Count)
        {
            return;
        }

        var reached = _nodes.Select(node => node.Span.SpanId).ToHashSet();
        _nodes.AddRange(spans.Values.Where(span => !reached.Contains(span.SpanId)).Select(span => new SpanNode(span, 0, 0, IsOrphan: true)));
    }
}
