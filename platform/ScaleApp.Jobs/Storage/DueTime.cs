namespace ScaleApp.Jobs;

/// <summary>When a job is due, as scripts read it.</summary>
/// <param name="Value">0 at once, above 0 the time (unix ms), below 0 the time from now (ms): Redis's clock decides what now is.</param>
internal readonly record struct DueTime(long Value)
{
    public static DueTime In(TimeSpan delay) => new(delay > TimeSpan.Zero ? -(long)Math.Ceiling(delay.TotalMilliseconds) : 0);

    public static DueTime At(DateTimeOffset time) => new(Math.Max(0, time.ToUnixTimeMilliseconds()));
}
