namespace ScaleApp.Dashboard.Telemetry.Metrics.Charts;

/// <summary>What was added to totals in each step of a grid, over any number of series.</summary>
/// <remarks>
/// What was added between two points is spread evenly over the time between them, so steps may be shorter or longer than the
/// service's export interval, and sums over steps stay true.
/// </remarks>
internal sealed class Increments<T>(TimeGrid grid)
    where T : ITotal<T>
{
    private readonly T[] _added = [.. Enumerable.Repeat(T.None, grid.Count)];
    private readonly double[] _rates = new double[grid.Count];
    private readonly bool[] _isKnown = new bool[grid.Count];

    /// <summary>Added in each step; null where nothing is known.</summary>
    public T? Added(int step) => _isKnown[step] ? _added[step] : default;

    /// <summary>How many a second in each step; null where nothing is known.</summary>
    public double?[] Rates() => [.. _rates.Select((rate, step) => _isKnown[step] ? rate : (double?)null)];

    /// <param name="points">Of one series, oldest first.</param>
    public void Add(IReadOnlyList<Point<T>> points)
    {
        var counts = new double[grid.Count];
        var covered = new long[grid.Count];
        for (var index = 1; index < points.Count; index++)
        {
            var (before, after) = (points[index - 1], points[index]);
            if (after.Value.TrySince(before.Value, out var added))
            {
                Spread(before.Time, after.Time, added, counts, covered);
            }
        }

        for (var step = 0; step < grid.Count; step++)
        {
            if (covered[step] > 0)
            {
                // The last step is known only in part: what is known of it makes its rate.
                _rates[step] += counts[step] / covered[step] * UnixNano.Second;
                _isKnown[step] = true;
            }
        }
    }

    private void Spread(long from, long to, T added, double[] counts, long[] covered)
    {
        var last = Math.Min(grid.IndexOf(to - 1), grid.Count - 1);
        for (var step = Math.Max(0, grid.IndexOf(from)); step <= last; step++)
        {
            var overlap = Math.Min(to, grid.EndOf(step)) - Math.Max(from, grid.EndOf(step) - grid.Step);
            if (overlap <= 0)
            {
                continue;
            }

            covered[step] += overlap;
            if (added.Count > 0)
            {
                var share = overlap == to - from ? added : added.Times((double)overlap / (to - from));
                counts[step] += share.Count;
                _added[step] = _added[step].Plus(share);
            }
        }
    }
}
