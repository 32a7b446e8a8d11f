namespace ScaleApp.Jobs;

/// <summary>Names for the cron expressions that are written most often.</summary>
/// <remarks>
/// The strings are those of Hangfire 1.8, so a stored schedule means the same in both. Hours and minutes are read in the time zone of
/// the recurring job (UTC by default). Arguments are not checked here: adding the recurring job does that, with a message.
/// </remarks>
public static class Cron
{
    /// <summary>Every minute.</summary>
    public static string Minutely() => "* * * * *";

    /// <summary>Every hour, in its first minute.</summary>
    public static string Hourly() => Hourly(minute: 0);

    /// <summary>Every hour at <paramref name="minute"/> (0 to 59).</summary>
    public static string Hourly(int minute) => $"{minute} * * * *";

    /// <summary>Every day at midnight.</summary>
    public static string Daily() => Daily(hour: 0);

    /// <summary>Every day at <paramref name="hour"/> (0 to 23) o'clock.</summary>
    public static string Daily(int hour) => Daily(hour, minute: 0);

    /// <summary>Every day at <paramref name="hour"/>:<paramref name="minute"/>.</summary>
    public static string Daily(int hour, int minute) => $"{minute} {hour} * * *";

    /// <summary>Every Monday at midnight.</summary>
    public static string Weekly() => Weekly(DayOfWeek.Monday);

    /// <summary>Every <paramref name="dayOfWeek"/> at midnight.</summary>
    public static string Weekly(DayOfWeek dayOfWeek) => Weekly(dayOfWeek, hour: 0);

    /// <summary>Every <paramref name="dayOfWeek"/> at <paramref name="hour"/> o'clock.</summary>
    public static string Weekly(DayOfWeek dayOfWeek, int hour) => Weekly(dayOfWeek, hour, minute: 0);

    /// <summary>Every <paramref name="dayOfWeek"/> at <paramref name="hour"/>:<paramref name="minute"/>.</summary>
    public static string Weekly(DayOfWeek dayOfWeek, int hour, int minute) => $"{minute} {hour} * * {(int)dayOfWeek}";

    /// <summary>On the first day of every month at midnight.</summary>
    public static string Monthly() => Monthly(day: 1);

    /// <summary>On <paramref name="day"/> (1 to 31) of every month that has it, at midnight.</summary>
    public static string Monthly(int day) => Monthly(day, hour: 0);

    /// <summary>On <paramref name="day"/> of every month that has it, at <paramref name="hour"/> o'clock.</summary>
    public static string Monthly(int day, int hour) => Monthly(day, hour, minute: 0);

    /// <summary>On <paramref name="day"/> of every month that has it, at <paramref name="hour"/>:<paramref name="minute"/>.</summary>
    public static string Monthly(int day, int hour, int minute) => $"{minute} {hour} {day} * *";

    /// <summary>On 1 January at midnight.</summary>
    public static string Yearly() => Yearly(month: 1);

    /// <summary>On the first day of <paramref name="month"/> (1 to 12) at midnight.</summary>
    public static string Yearly(int month) => Yearly(month, day: 1);

    /// <summary>On <paramref name="day"/> of <paramref name="month"/> at midnight.</summary>
    public static string Yearly(int month, int day) => Yearly(month, day, hour: 0);

    /// <summary>On <paramref name="day"/> of <paramref name="month"/> at <paramref name="hour"/> o'clock.</summary>
    public static string Yearly(int month, int day, int hour) => Yearly(month, day, hour, minute: 0);

    /// <summary>On <paramref name="day"/> of <paramref name="month"/> at <paramref name="hour"/>:<paramref name="minute"/>.</summary>
    public static string Yearly(int month, int day, int hour, int minute) => $"{minute} {hour} {day} {month} *";

    /// <summary>Never by itself (31 February): a job that is only triggered by hand.</summary>
    public static string Never() => Yearly(month: 2, day: 31);

    /// <summary>In every minute that <paramref name="interval"/> divides.</summary>
    public static string MinuteInterval(int interval) => $"*/{interval} * * * *";

    /// <summary>On the hour, in every hour that <paramref name="interval"/> divides.</summary>
    public static string HourInterval(int interval) => $"0 */{interval} * * *";

    /// <summary>At midnight of every <paramref name="interval"/>th day, counted from the first of each month.</summary>
    public static string DayInterval(int interval) => $"0 0 */{interval} * *";

    /// <summary>At midnight of the first day of every <paramref name="interval"/>th month, counted from January.</summary>
    public static string MonthInterval(int interval) => $"0 0 1 */{interval} *";
}
