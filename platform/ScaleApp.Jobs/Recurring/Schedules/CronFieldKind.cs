using System.Collections.Immutable;

namespace ScaleApp.Jobs.Recurring.Schedules;

/// <summary>Which values a field of a cron expression takes.</summary>
/// <param name="Name">What messages call the field.</param>
/// <param name="Min">The lowest value; names are counted from it.</param>
/// <param name="Max">The highest value that a star stands for.</param>
/// <param name="Highest">The highest value that may be written: 7 is another name of Sunday.</param>
/// <param name="Names">Three-letter names of the values, none for most fields.</param>
internal sealed record CronFieldKind(string Name, int Min, int Max, int Highest, ImmutableArray<string> Names)
{
    public static readonly CronFieldKind Second = new("second", 0, 59, 59, []);

    public static readonly CronFieldKind Minute = new("minute", 0, 59, 59, []);

    public static readonly CronFieldKind Hour = new("hour", 0, 23, 23, []);

    public static readonly CronFieldKind Day = new("day of month", 1, 31, 31, []);

    public static readonly CronFieldKind Month = new("month", 1, 12, 12,
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]);

    public static readonly CronFieldKind Weekday = new("day of week", 0, 6, 7,
        ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]);

    /// <summary>Makes one value of those that are two names of the same thing.</summary>
    public ulong Fold(ulong bits) => Highest == Max ? bits : (bits | (bits >> (Max + 1))) & ((1UL << (Max + 1)) - 1);

    public CronFormatException Error(string text, string why) => new($"The {Name} field '{text}' cannot be read: {why}.");
}
