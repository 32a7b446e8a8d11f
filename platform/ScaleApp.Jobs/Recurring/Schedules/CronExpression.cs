namespace ScaleApp.Jobs.Recurring.Schedules;

/// <summary>A cron expression of five fields, or of six with seconds first: which wall-clock times it names.</summary>
/// <remarks>It knows nothing of time zones; <see cref="CronSchedule"/> does. The search is bounded: see <see cref="YearsAhead"/>.</remarks>
internal sealed class CronExpression
{
    /// <summary>
    /// How far the search for the next time goes. A given day of month, month and weekday come together again within 40 years
    /// (29 February on one weekday, over a century that is no leap year); what has not come by then never does.
    /// </summary>
    private const int YearsAhead = 41;

    private static readonly Dictionary<string, string> Macros = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@every_second"] = "* * * * * *",
        ["@every_minute"] = "* * * * *",
        ["@hourly"] = "0 * * * *",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@weekly"] = "0 0 * * 0",
        ["@monthly"] = "0 0 1 * *",
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
    };

    private readonly CronField _seconds;
    private readonly CronField _minutes;
    private readonly CronField _hours;
    private readonly CronDays _days;
    private readonly CronField _months;

    private CronExpression(ReadOnlySpan<string> fields)
    {
        _seconds = fields.Length == 6 ? CronField.Parse(CronFieldKind.Second, fields[0]) : new CronField(1, false);
        var rest = fields[^5..];
        _minutes = CronField.Parse(CronFieldKind.Minute, rest[0]);
        _hours = CronField.Parse(CronFieldKind.Hour, rest[1]);
        _days = CronDays.Parse(rest[2], rest[4]);
        _months = CronField.Parse(CronFieldKind.Month, rest[3]);
    }

    /// <summary>The second, minute or hour is a star, a range or a step: it is meant as a rhythm, not as a time of day.</summary>
    public bool IsInterval => _seconds.IsInterval || _minutes.IsInterval || _hours.IsInterval;

    /// <exception cref="CronFormatException">The text is not a cron expression.</exception>
    public static CronExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        var fields = Macros.GetValueOrDefault(trimmed, trimmed)
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

        if (fields.Length is not (5 or 6))
        {
            throw new CronFormatException(
                $"The cron expression '{text}' has {fields.Length} field(s); it needs minute, hour, day of month, month and day of week, "
                + "or a second before these.");
        }

        try
        {
            return new CronExpression(fields);
        }
        catch (CronFormatException error)
        {
            throw new CronFormatException($"The cron expression '{text}' is not valid. {error.Message}", error);
        }
    }

    /// <summary>The first whole second at or after <paramref name="from"/> that the expression names, or null when there is none.</summary>
    public DateTime? AtOrAfter(DateTime from)
    {
        var start = CeilToSecond(from);
        var lastYear = Math.Min(start.Year + YearsAhead, DateTime.MaxValue.Year - 1);

        for (var (year, month) = (start.Year, start.Month); year <= lastYear; (year, month) = (year + 1, 1))
        {
            for (month = _months.AtOrAfter(month); month > 0; month = _months.AtOrAfter(month + 1))
            {
                if (InMonth(year, month, start) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    private DateTime? InMonth(int year, int month, DateTime start)
    {
        var days = _days.In(year, month);
        var isFirst = year == start.Year && month == start.Month;

        for (var day = days.AtOrAfter(isFirst ? start.Day : 1); day > 0; day = days.AtOrAfter(day + 1))
        {
            var date = new DateTime(year, month, day);
            if (InDay(date, date == start.Date ? start.TimeOfDay : TimeSpan.Zero) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private DateTime? InDay(DateTime date, TimeSpan from)
    {
        for (var hour = _hours.AtOrAfter(from.Hours); hour >= 0; hour = _hours.AtOrAfter(hour + 1))
        {
            var sameHour = hour == from.Hours;
            for (var minute = _minutes.AtOrAfter(sameHour ? from.Minutes : 0); minute >= 0; minute = _minutes.AtOrAfter(minute + 1))
            {
                var second = _seconds.AtOrAfter(sameHour && minute == from.Minutes ? from.Seconds : 0);
                if (second >= 0)
                {
                    return date.AddSeconds((hour * 3600) + (minute * 60) + second);
                }
            }
        }

        return null;
    }

    private static DateTime CeilToSecond(DateTime time)
    {
        var over = time.Ticks % TimeSpan.TicksPerSecond;
        return over == 0 ? time : time.AddTicks(TimeSpan.TicksPerSecond - over);
    }
}
