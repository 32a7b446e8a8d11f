namespace ScaleApp.Redis;

/// <summary>
/// Spares those who can do without Redis the wait for one that has just failed: for a second it is not asked, then one of them
/// tries, and the others go on without it until that one has an answer.
/// </summary>
internal sealed class RedisPause(TimeProvider time)
{
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    private readonly long _start = time.GetTimestamp();
    private long _until;

    /// <summary>Whether the caller may ask Redis; true for one caller when a pause has passed.</summary>
    public bool MayAsk()
    {
        var until = Interlocked.Read(ref _until);
        return until == 0
            || (Now >= until && Interlocked.CompareExchange(ref _until, Now + Length.Ticks, until) == until);
    }

    /// <summary>Redis has failed. True when it had not before.</summary>
    public bool Begin() => Interlocked.Exchange(ref _until, Now + Length.Ticks) == 0;

    /// <summary>Redis has answered. True when it had failed before.</summary>
    public bool End() => Interlocked.Read(ref _until) != 0 && Interlocked.Exchange(ref _until, 0) != 0;

    private long Now => time.GetElapsedTime(_start).Ticks;
}
