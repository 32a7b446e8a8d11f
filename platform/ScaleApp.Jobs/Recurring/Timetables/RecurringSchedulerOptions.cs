using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Jobs;

/// <summary>How workers enqueue the occurrences of recurring jobs.</summary>
public sealed class RecurringSchedulerOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Jobs:Recurring";

    /// <summary>
    /// How often timetables are looked at although nothing is due and no change was told: bounds the delay when a message was lost.
    /// Default: 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// An occurrence that is enqueued later than this was missed, and <see cref="MisfireHandlingMode"/> decides about it; until then it
    /// is only late. So the death of a worker never makes a difference. Default: one minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MisfireThreshold { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The most occurrences of one recurring job that are made up for; older ones are left out. Default: 100.</summary>
    [Range(1, 1000)]
    public int MaxCatchUp { get; set; } = 100;

    /// <summary>The most recurring jobs of a queue that one call to Redis fires. Default: 200.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 200;
}
