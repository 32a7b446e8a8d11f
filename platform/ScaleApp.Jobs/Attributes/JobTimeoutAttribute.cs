namespace ScaleApp.Jobs;

/// <summary>How long a job of this method, class or interface may run.</summary>
/// <remarks>
/// When the time is over the job's cancellation token fires and the attempt counts as failed when the method returns. A method
/// that does not look at its token keeps its slot until it returns.
/// </remarks>
/// <param name="seconds">The time in seconds, above 0.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Interface)]
public sealed class JobTimeoutAttribute(double seconds) : Attribute
{
    /// <summary>The time.</summary>
    public TimeSpan Timeout { get; } = seconds > 0
        ? TimeSpan.FromSeconds(seconds)
        : throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A time-out is longer than nothing.");
}
