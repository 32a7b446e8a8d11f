namespace ScaleApp.ServiceDefaults.Faults;

/// <summary>A clock that is off. Timestamps and timers measure durations, which a wrong clock does not change.</summary>
internal sealed class SkewedTimeProvider(TimeSpan skew) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + skew;
}
