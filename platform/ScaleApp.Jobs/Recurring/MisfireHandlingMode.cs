namespace ScaleApp.Jobs;

/// <summary>
/// What becomes of occurrences that nobody could enqueue in time: no worker ran, or Redis was away. An occurrence counts as missed
/// when it is later than <see cref="RecurringSchedulerOptions.MisfireThreshold"/>; less than that, it is only late, and enqueued.
/// </summary>
public enum MisfireHandlingMode
{
    /// <summary>One run makes up for all that was missed. The default.</summary>
    Relaxed = 0,

    /// <summary>
    /// Each missed occurrence is made up for by a run of its own, the newest <see cref="RecurringSchedulerOptions.MaxCatchUp"/> of
    /// them.
    /// </summary>
    Strict = 1,

    /// <summary>What was missed is left out.</summary>
    Ignorable = 2,
}
