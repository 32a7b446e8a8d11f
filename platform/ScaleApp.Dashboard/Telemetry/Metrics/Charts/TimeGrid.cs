namespace ScaleApp.Dashboard.Telemetry.Metrics.Charts;

/// <summary>The time that a chart shows, in equal steps; all in nanoseconds.</summary>
/// <param name="From">Where the first step begins, since 1970.</param>
/// <param name="Step">How long a step is.</param>
/// <param name="Count">How many steps there are.</param>
public readonly record struct TimeGrid(long From, long Step, int Count)
{
    private static readonly (TimeSpan Range, TimeSpan Step)[] Steps =
    [
        (TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1)),
        (TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5)),
        (TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(15)),
        (TimeSpan.FromHours(1), TimeSpan.FromSeconds(30)),
        (TimeSpan.FromHours(6), TimeSpan.FromMinutes(3)),
    ];

    /// <summary>The ranges to choose from.</summary>
    public static IReadOnlyList<TimeSpan> Ranges { get; } = [.. Steps.Select(step => step.Range)];

    public long End => From + (Step * Count);

    /// <summary>The range that ends at <paramref name="end"/>, in steps whose borders do not move from one look to the next.</summary>
    public static TimeGrid Until(long end, TimeSpan range)
    {
        var step = StepOf(range);
        var count = (int)(range.Ticks * 100 / step);
        return new((end / step * step) - (step * count), step, count);
    }

    /// <summary>The range whose last step holds that time.</summary>
    public static TimeGrid Through(long time, TimeSpan range) => Until(time + StepOf(range), range);

    private static long StepOf(TimeSpan range)
    {
        var (_, step) = Array.Find(Steps, each => each.Range >= range) is { Range.Ticks: > 0 } found ? found : Steps[^1];
        return step.Ticks * 100;
    }

    public long EndOf(int index) => From + (Step * (index + 1));

    /// <summary>The step that a time is in; outside of the grid it is below zero, or <see cref="Count"/> and above.</summary>
    public int IndexOf(long time) => (int)Math.Clamp(time >= From ? (time - From) / Step : -1, -1, Count);
}
