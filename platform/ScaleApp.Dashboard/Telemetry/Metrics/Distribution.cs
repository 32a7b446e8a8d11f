namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>How many values fell between which bounds. Never changes.</summary>
/// <remarks>
/// Histograms with explicit and with exponential buckets are both this: an exponential bucket of scale s ends at
/// 2^(index / 2^s), and because a coarser scale's ends are among a finer one's, the two can be added exactly.
/// </remarks>
/// <param name="bounds">Where each bucket but the last ends (inclusive), ascending; the last has no end.</param>
/// <param name="counts">Values in each bucket; one more than bounds.</param>
/// <param name="sum">Of all values.</param>
internal sealed class Distribution(double[] bounds, double[] counts, double sum) : ITotal<Distribution>
{
    // Twice what one point may have.
    private const int MostBounds = 2_048;

    public static Distribution None { get; } = new([], [0], 0);

    public double[] Bounds => bounds;

    public double[] Counts => counts;

    public double Sum => sum;

    public double Count { get; } = counts.Sum();

    /// <summary>What one of these costs in memory, about; the bounds are usually shared.</summary>
    public int Size => 96 + (counts.Length * sizeof(double));

    public Distribution Plus(Distribution other)
    {
        // An idle series keeps one object for all of its points.
        if (other.Count == 0)
        {
            return this;
        }

        var union = Same(bounds, other.Bounds) ? bounds : Union(bounds, other.Bounds);
        // A service that changes its bounds all the time does not make them ever finer.
        union = union.Length > MostBounds ? other.Bounds : union;
        return Combine(Over(union), other.Over(union), union, sum + other.Sum, static (one, two) => one + two);
    }

    public bool TrySince(Distribution earlier, out Distribution added)
    {
        // In the bounds of the newer one: what the earlier one had finer is made coarser.
        added = Combine(counts, earlier.Over(bounds), bounds, sum - earlier.Sum, static (one, two) => one - two);
        return Array.TrueForAll(added.Counts, count => count >= 0);
    }

    public Distribution Times(double share) => new(bounds, [.. counts.Select(count => count * share)], sum * share);

    /// <summary>The value below which that part (0 to 1) of all values lies, between two bounds in proportion; null when there are none.</summary>
    public double? Percentile(double part)
    {
        if (Count <= 0)
        {
            return null;
        }

        var rank = part * Count;
        var below = 0.0;
        for (var index = 0; index < counts.Length; index++)
        {
            if (counts[index] > 0 && below + counts[index] >= rank)
            {
                return Within(index, (rank - below) / counts[index]);
            }

            below += counts[index];
        }

        return bounds.Length > 0 ? bounds[^1] : sum / Count;
    }

    private double Within(int index, double share)
    {
        if (bounds.Length == 0)
        {
            return sum / Count;
        }

        // The last bucket has no end: all that is known is that a value is at least this.
        if (index == bounds.Length)
        {
            return bounds[^1];
        }

        var end = bounds[index];
        var start = index > 0 ? bounds[index - 1] : Math.Min(0, end);
        return start + ((end - start) * Math.Clamp(share, 0, 1));
    }

    /// <summary>The counts by other bounds; a bucket goes where its end is.</summary>
    private double[] Over(double[] target)
    {
        if (Same(bounds, target))
        {
            return counts;
        }

        var rebinned = new double[target.Length + 1];
        for (var index = 0; index < counts.Length; index++)
        {
            var place = index < bounds.Length ? Array.BinarySearch(target, bounds[index]) : target.Length;
            rebinned[place < 0 ? ~place : place] += counts[index];
        }

        return rebinned;
    }

    private static Distribution Combine(double[] one, double[] two, double[] bounds, double sum, Func<double, double, double> operation) =>
        new(bounds, [.. one.Zip(two, operation)], sum);

    private static bool Same(double[] one, double[] two) => ReferenceEquals(one, two) || one.AsSpan().SequenceEqual(two);

    private static double[] Union(double[] one, double[] two) => [.. one.Union(two).Order()];
}
