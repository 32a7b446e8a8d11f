namespace ScaleApp.Dashboard.Telemetry.Metrics.Charts;

/// <summary>What levels were at the end of each step of a grid.</summary>
internal static class Levels
{
    // A series is taken to stand where it was until this many of its intervals have passed without a word.
    private const int Patience = 3;
    private static readonly long MostPatience = 5 * 60 * UnixNano.Second;

    /// <param name="points">Of one series, oldest first.</param>
    /// <param name="grid">The steps.</param>
    /// <returns>The last value in or before each step; null where there is none, or none that still holds.</returns>
    public static T?[] Read<T>(IReadOnlyList<Point<T>> points, TimeGrid grid)
    {
        var values = new T?[grid.Count];
        var next = 0;
        for (var step = 0; step < grid.Count; step++)
        {
            var end = grid.EndOf(step);
            while (next < points.Count && points[next].Time <= end)
            {
                next++;
            }

            if (next > 0 && end - points[next - 1].Time <= Holds(points, next - 1, grid))
            {
                values[step] = points[next - 1].Value;
            }
        }

        return values;
    }

    private static long Holds<T>(IReadOnlyList<Point<T>> points, int index, TimeGrid grid)
    {
        var interval = index > 0 ? points[index].Time - points[index - 1].Time : Points<T>.Slot;
        return Math.Max(grid.Step, Math.Min(MostPatience, Patience * interval));
    }
}
