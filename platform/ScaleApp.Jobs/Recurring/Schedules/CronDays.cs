using System.Globalization;

namespace ScaleApp.Jobs.Recurring.Schedules;

/// <summary>The two day fields. A day must match both, as in Hangfire (and unlike in Unix cron, where either is enough).</summary>
/// <remarks>
/// Beside sets of values: <c>L</c> the last day of the month, <c>L-3</c> three days before it, <c>15W</c> the weekday nearest to the
/// 15th within the month, <c>LW</c> the last weekday; in the other field <c>5L</c> the last Friday and <c>5#2</c> the second.
/// </remarks>
internal sealed class CronDays
{
    private readonly Func<int, int, ulong> _ofMonth;
    private readonly Func<int, int, ulong> _ofWeek;

    private CronDays(Func<int, int, ulong> ofMonth, Func<int, int, ulong> ofWeek)
    {
        _ofMonth = ofMonth;
        _ofWeek = ofWeek;
    }

    public static CronDays Parse(string ofMonth, string ofWeek) => new(ParseOfMonth(ofMonth), ParseOfWeek(ofWeek));

    /// <summary>The days of a month that match: bit n for the nth.</summary>
    public CronField In(int year, int month)
    {
        var existing = ((1UL << DateTime.DaysInMonth(year, month)) - 1) << 1;
        return new CronField(_ofMonth(year, month) & _ofWeek(year, month) & existing, false);
    }

    private static Func<int, int, ulong> ParseOfMonth(string text)
    {
        var upper = text.ToUpperInvariant();
        if (upper.StartsWith('L'))
        {
            var weekday = upper.EndsWith('W');
            var back = ParseBack(upper[1..^(weekday ? 1 : 0)], text);
            return (year, month) => Near(year, month, DateTime.DaysInMonth(year, month) - back, weekday);
        }

        if (upper.EndsWith('W'))
        {
            var day = CronField.ParseValue(CronFieldKind.Day, upper[..^1], text);
            return (year, month) => Near(year, month, day, toWeekday: true);
        }

        var field = CronField.Parse(CronFieldKind.Day, text);
        return (_, _) => field.Bits;
    }

    private static int ParseBack(string text, string whole)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        return text[0] == '-' && int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var back) && back <= 30
            ? back
            : throw CronFieldKind.Day.Error(whole, "after L only '-' with a number from 0 to 30, and W, may follow");
    }

    private static ulong Near(int year, int month, int day, bool toWeekday)
    {
        var length = DateTime.DaysInMonth(year, month);
        if (day < 1 || day > length)
        {
            return 0;
        }

        var shift = (toWeekday, new DateTime(year, month, day).DayOfWeek) switch
        {
            (true, DayOfWeek.Saturday) => day == 1 ? 2 : -1,
            (true, DayOfWeek.Sunday) => day == length ? -2 : 1,
            _ => 0,
        };
        return 1UL << (day + shift);
    }

    private static Func<int, int, ulong> ParseOfWeek(string text)
    {
        var hash = text.IndexOf('#');
        if (hash >= 0)
        {
            var day = CronField.ParseValue(CronFieldKind.Weekday, text[..hash], text) % 7;
            var nth = text[(hash + 1)..] is [>= '1' and <= '5'] digit
                ? digit[0] - '0'
                : throw CronFieldKind.Weekday.Error(text, "after # a number from 1 to 5 must follow");
            return (year, month) => 1UL << (FirstOf(year, month, day) + (7 * (nth - 1)));
        }

        if (text.Length > 1 && text[^1] is 'L' or 'l')
        {
            var day = CronField.ParseValue(CronFieldKind.Weekday, text[..^1], text) % 7;
            return (year, month) => 1UL << LastOf(year, month, day);
        }

        var field = CronField.Parse(CronFieldKind.Weekday, text);
        return (year, month) => DaysOf(field, year, month);
    }

    private static ulong DaysOf(CronField weekdays, int year, int month)
    {
        var first = (int)new DateTime(year, month, 1).DayOfWeek;
        var bits = 0UL;
        for (var day = 1; day <= 31; day++)
        {
            bits |= weekdays.Contains((first + day - 1) % 7) ? 1UL << day : 0;
        }

        return bits;
    }

    private static int FirstOf(int year, int month, int weekday) =>
        1 + ((weekday - (int)new DateTime(year, month, 1).DayOfWeek + 7) % 7);

    private static int LastOf(int year, int month, int weekday)
    {
        var first = FirstOf(year, month, weekday);
        return first + ((DateTime.DaysInMonth(year, month) - first) / 7 * 7);
    }
}
