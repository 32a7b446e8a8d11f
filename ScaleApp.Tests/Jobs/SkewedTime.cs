namespace ScaleApp.Tests.Jobs;

/// <summary>A machine whose clock is wrong.</summary>
internal sealed class SkewedTime(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
}
