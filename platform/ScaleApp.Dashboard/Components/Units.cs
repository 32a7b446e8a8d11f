namespace ScaleApp.Dashboard.Components;

/// <summary>Figures as people read them.</summary>
internal static class Units
{
    private static readonly string[] Sizes = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>A size in three or four digits: 812 B, 93.1 MB.</summary>
    public static string Bytes(long? bytes)
    {
        if (bytes is not { } value)
        {
            return "–";
        }

        var (size, unit) = ((double)value, 0);
        for (; size >= 1000 && unit < Sizes.Length - 1; unit++)
        {
            size /= 1024;
        }

        return unit == 0 || size >= 100 ? $"{size:0} {Sizes[unit]}" : $"{size:0.0} {Sizes[unit]}";
    }

    /// <summary>A span in its two greatest units: 350 ms, 4 s, 3 min 12 s, 2 d 5 h.</summary>
    public static string Span(TimeSpan? span) => span switch
    {
        null => "–",
        { TotalSeconds: < 1 } brief => $"{Math.Max(0, brief.TotalMilliseconds):0} ms",
        { TotalMinutes: < 1 } brief => $"{brief.TotalSeconds:0} s",
        { TotalHours: < 1 } some => $"{some.Minutes} min {some.Seconds} s",
        { TotalDays: < 1 } some => $"{some.Hours} h {some.Minutes} min",
        { } days => $"{(int)days.TotalDays} d {days.Hours} h",
    };

    /// <summary>A count with its thousands apart.</summary>
    public static string Count(long count) => count.ToString("N0");
}
