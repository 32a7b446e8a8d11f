namespace ScaleApp.Dashboard.Components;

/// <summary>Durations in three digits, from nanoseconds to hours.</summary>
internal static class Durations
{
    public static string Text(TimeSpan duration) => duration.Ticks switch
    {
        0 => "0",
        < TimeSpan.TicksPerMillisecond => $"{Digits(duration.TotalMicroseconds)} µs",
        < TimeSpan.TicksPerSecond => $"{Digits(duration.TotalMilliseconds)} ms",
        < TimeSpan.TicksPerMinute => $"{Digits(duration.TotalSeconds)} s",
        < TimeSpan.TicksPerHour => $"{(int)duration.TotalMinutes} min {duration.Seconds} s",
        _ => $"{(int)duration.TotalHours} h {duration.Minutes} min",
    };

    private static string Digits(double value) => value switch { < 10 => $"{value:0.00}", < 100 => $"{value:0.0}", _ => $"{value:0}" };
}
