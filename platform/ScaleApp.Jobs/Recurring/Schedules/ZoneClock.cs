namespace ScaleApp.Jobs.Recurring.Schedules;

/// <summary>A stretch of wall-clock time that happens twice because the clocks were put back.</summary>
/// <param name="Transition">The instant at which they were.</param>
/// <param name="OffsetBefore">The distance from UTC in the first pass.</param>
/// <param name="OffsetAfter">The distance from UTC in the second.</param>
internal readonly record struct RepeatedPeriod(DateTimeOffset Transition, TimeSpan OffsetBefore, TimeSpan OffsetAfter)
{
    public DateTime Start => Transition.UtcDateTime + OffsetAfter;

    public DateTime End => Transition.UtcDateTime + OffsetBefore;
}

/// <summary>Turns wall-clock times of a zone into instants.</summary>
/// <remarks>
/// It asks the zone one thing only, its offset at an instant, and finds changes of the clocks by search. That holds for half-hour
/// changes, for changes of a zone's standard time and for days that a zone left out, which have no adjustment rule to read.
/// </remarks>
internal static class ZoneClock
{
    /// <summary>No two changes of a zone's clocks are this close, and no change moves them this far.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromHours(25);

    public static DateTime WallClock(TimeZoneInfo zone, DateTimeOffset instant) =>
        DateTime.SpecifyKind(instant.UtcDateTime + zone.GetUtcOffset(instant), DateTimeKind.Unspecified);

    /// <summary>The repeated stretch that a wall-clock time lies in, or null when it happens once or not at all.</summary>
    public static RepeatedPeriod? RepeatedPeriod(TimeZoneInfo zone, DateTime wall)
    {
        var (before, after) = OffsetsAround(zone, wall);
        if (before <= after)
        {
            return null;
        }

        var period = new RepeatedPeriod(Transition(zone, wall, after), before, after);
        return wall >= period.Start && wall < period.End ? period : null;
    }

    /// <summary>The first instant at which the wall clock shows <paramref name="wall"/>, or the end of the gap it falls into.</summary>
    public static DateTimeOffset FirstInstant(TimeZoneInfo zone, DateTime wall)
    {
        var (before, after) = OffsetsAround(zone, wall);
        if (before == after)
        {
            return At(wall, before);
        }

        var transition = Transition(zone, wall, after);
        if (At(wall, before) < transition)
        {
            return At(wall, before);
        }

        return At(wall, after) < transition ? transition : At(wall, after);
    }

    private static (TimeSpan Before, TimeSpan After) OffsetsAround(TimeZoneInfo zone, DateTime wall) =>
        (zone.GetUtcOffset(At(wall, TimeSpan.Zero) - Reach), zone.GetUtcOffset(At(wall, TimeSpan.Zero) + Reach));

    private static DateTimeOffset Transition(TimeZoneInfo zone, DateTime wall, TimeSpan after)
    {
        var low = At(wall, TimeSpan.Zero) - Reach;
        var high = At(wall, TimeSpan.Zero) + Reach;

        while (high - low > TimeSpan.FromMilliseconds(1))
        {
            var middle = low + ((high - low) / 2);
            (low, high) = zone.GetUtcOffset(middle) == after ? (low, middle) : (middle, high);
        }

        // Clocks change on whole seconds: what is left of the search is rounding.
        return DateTimeOffset.FromUnixTimeSeconds((long)Math.Round(high.ToUnixTimeMilliseconds() / 1000.0));
    }

    private static DateTimeOffset At(DateTime wall, TimeSpan offset) => new(DateTime.SpecifyKind(wall - offset, DateTimeKind.Utc));
}
