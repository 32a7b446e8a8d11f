namespace ScaleApp.Jobs;

/// <summary>How a recurring job's schedule is read.</summary>
public sealed class RecurringJobOptions
{
    /// <summary>
    /// The zone whose clock the cron expression means. It is kept by its id, so every worker must know it. Default: UTC.
    /// </summary>
    public TimeZoneInfo TimeZone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>What to do about occurrences that were missed. Default: one run for all.</summary>
    public MisfireHandlingMode MisfireHandling { get; set; } = MisfireHandlingMode.Relaxed;
}
