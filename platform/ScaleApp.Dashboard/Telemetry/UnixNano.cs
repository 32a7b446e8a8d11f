namespace ScaleApp.Dashboard.Telemetry;

/// <summary>Times as OTLP has them: nanoseconds since 1970, in 64 bits until 2262.</summary>
internal static class UnixNano
{
    public const long Second = 1_000_000_000;

    private const long PerTick = 100;

    public static long From(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * PerTick;

    public static DateTimeOffset Time(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / PerTick);

    public static TimeSpan Span(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / PerTick);

    /// <summary>What was sent may be any number: beyond 2262 is 2262.</summary>
    public static long Clamp(ulong nanoseconds) => (long)Math.Min(nanoseconds, long.MaxValue);
}
