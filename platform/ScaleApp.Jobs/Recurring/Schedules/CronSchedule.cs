namespace ScaleApp.Jobs.Recurring.Schedules;

/// <summary>The instants at which a cron expression comes due in a time zone.</summary>
/// <remarks>
/// A wall-clock time that a change of the clocks leaves out is due at the first valid instant after it. One that happens twice is due
/// at the first; an interval expression is due at both, since its rhythm runs in real time. These are the rules of Hangfire.
/// </remarks>
internal sealed class CronSchedule(CronExpression expression, TimeZoneInfo zone)
{
    /// <exception cref="CronFormatException">The text is not a cron expression.</exception>
    public static CronSchedule Parse(string cron, TimeZoneInfo zone) => new(CronExpression.Parse(cron), zone);

    /// <summary>The first instant after <paramref name="instant"/> (UTC), or null when there is none in the next decades.</summary>
    public DateTimeOffset? After(DateTimeOffset instant)
    {
        var wall = ZoneClock.WallClock(zone, instant);

        return ZoneClock.RepeatedPeriod(zone, wall) is { } period
            ? AfterWithin(period, instant, wall)
            : FirstInstant(FirstAfter(wall));
    }

    private DateTimeOffset? AfterWithin(RepeatedPeriod period, DateTimeOffset instant, DateTime wall)
    {
        var isFirstPass = instant < period.Transition;

        if (isFirstPass && FirstAfter(wall) is { } first && first < period.End)
        {
            return new DateTimeOffset(first, period.OffsetBefore).ToUniversalTime();
        }

        if (expression.IsInterval)
        {
            var again = isFirstPass ? expression.AtOrAfter(period.Start) : FirstAfter(wall);
            if (again is { } second && second < period.End)
            {
                return new DateTimeOffset(second, period.OffsetAfter).ToUniversalTime();
            }
        }

        return FirstInstant(expression.AtOrAfter(period.End));
    }

    private DateTime? FirstAfter(DateTime wall) => expression.AtOrAfter(wall.AddTicks(1));

    private DateTimeOffset? FirstInstant(DateTime? wall) => wall is { } time ? ZoneClock.FirstInstant(zone, time) : null;
}
