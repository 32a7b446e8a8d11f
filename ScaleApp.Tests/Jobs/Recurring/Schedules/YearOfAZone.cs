namespace ScaleApp.Tests.Jobs.Recurring.Schedules;

/// <summary>
/// A zone's clock over one year, written down by hand, and every due minute of it found by walking through all of them. It shares
/// neither data nor method with what it checks.
/// </summary>
internal sealed record YearOfAZone(string Zone, int Year, TimeSpan Offset, params (DateTimeOffset At, TimeSpan Offset)[] Changes)
{
    public static readonly YearOfAZone Berlin = new("Europe/Berlin", 2026, TimeSpan.FromHours(1),
        (Utc("2026-03-29T01:00"), TimeSpan.FromHours(2)), (Utc("2026-10-25T01:00"), TimeSpan.FromHours(1)));

    public static readonly YearOfAZone NewYork = new("America/New_York", 2026, TimeSpan.FromHours(-5),
        (Utc("2026-03-08T07:00"), TimeSpan.FromHours(-4)), (Utc("2026-11-01T06:00"), TimeSpan.FromHours(-5)));

    /// <summary>Half an hour, not a whole one, and the other way round: it is the southern half of the world.</summary>
    public static readonly YearOfAZone LordHowe = new("Australia/Lord_Howe", 2026, TimeSpan.FromHours(11),
        (Utc("2026-04-04T15:00"), TimeSpan.FromHours(10.5)), (Utc("2026-10-03T15:30"), TimeSpan.FromHours(11)));

    /// <summary>The clocks changed at midnight, so that a day began at one o'clock and another one had its last hour twice.</summary>
    public static readonly YearOfAZone SaoPaulo = new("America/Sao_Paulo", 2018, TimeSpan.FromHours(-2),
        (Utc("2018-02-18T02:00"), TimeSpan.FromHours(-3)), (Utc("2018-11-04T03:00"), TimeSpan.FromHours(-2)));

    public static readonly YearOfAZone Kathmandu = new("Asia/Kathmandu", 2026, new TimeSpan(5, 45, 0));

    public DateTimeOffset Start { get; } = new(Year, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset End { get; } = new(Year + 1, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Every minute of the year (UTC) at which a schedule is due that wants the wall-clock minutes <paramref name="wanted"/>.</summary>
    public IEnumerable<DateTimeOffset> Due(Func<DateTime, bool> wanted, bool isInterval)
    {
        var next = 0;
        var offset = Offset;
        var shown = DateTime.MinValue;

        for (var instant = Start; instant < End; instant = instant.AddMinutes(1))
        {
            var leftOut = false;
            if (next < Changes.Length && instant == Changes[next].At)
            {
                for (var missing = instant.DateTime + offset; missing < instant.DateTime + Changes[next].Offset; missing = missing.AddMinutes(1))
                {
                    leftOut |= wanted(missing);
                }

                offset = Changes[next++].Offset;
            }

            var wall = instant.DateTime + offset;
            var isRepeat = wall <= shown;
            shown = isRepeat ? shown : wall;

            if (leftOut || (wanted(wall) && (isInterval || !isRepeat)))
            {
                yield return instant;
            }
        }
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z");
}
