using System.ComponentModel.DataAnnotations;
using Cronos;

namespace ScaleApp.Worker.Digests;

/// <summary>When the digest goes out, and how.</summary>
public sealed class DailyDigestOptions : IValidatableObject
{
    public const string Section = "DailyDigest";

    /// <summary>When it is due, in five fields, or six with seconds first. Default: every day at 08:00.</summary>
    [Required, MaxLength(100)]
    public string Cron { get; set; } = "0 8 * * *";

    /// <summary>
    /// The zone whose clock <see cref="Cron"/> means, by its IANA or Windows id (<c>Europe/Berlin</c>, <c>W. Europe Standard Time</c>).
    /// Default: UTC.
    /// </summary>
    [Required, MaxLength(100)]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Which missed digests are sent when workers are back. Default: only the latest.</summary>
    public DigestCatchUp CatchUp { get; set; } = DigestCatchUp.Latest;

    /// <summary>How old a missed digest may be with <see cref="DigestCatchUp.All"/>. Default: 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan CatchUpWindow { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How many subscribers one job serves. Default: 500.</summary>
    [Range(1, 10_000)]
    public int ChunkSize { get; set; } = 500;

    /// <summary>How many subscribers of a chunk are claimed at once. Default: 100.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 100;

    /// <summary>How many mails of a chunk are sent in parallel. A killed worker repeats at most so many. Default: 8.</summary>
    [Range(1, 100)]
    public int Parallelism { get; set; } = 8;

    /// <summary>
    /// How long a claimed batch belongs to its worker. Another sends what is left of it after that, so a killed worker delays its last
    /// batch by this time. Default: 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ClaimLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>When a recipient whose mailbox is full, or who cannot get mail at the moment, is tried again. Default: 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan DeferFor { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>For how long after the occurrence such a recipient is tried. Default: 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>When lost digests and chunks are looked for, in UTC. Default: every minute.</summary>
    [Required]
    public string ReconciliationCron { get; set; } = "* * * * *";

    /// <summary>After how long without progress the open chunks of a digest are enqueued again. Default: 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ReconcileAfter { get; set; } = TimeSpan.FromMinutes(2);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(TimeZone)} is not a time zone of this system: '{TimeZone}'. Use an id such as Europe/Berlin or W. Europe Standard Time.",
                [nameof(TimeZone)]);
        }

        foreach (var (name, cron) in ((string, string)[])[(nameof(Cron), Cron), (nameof(ReconciliationCron), ReconciliationCron)])
        {
            if (!CronExpression.TryParse(cron, DigestCalendar.FormatOf(cron), out _))
            {
                yield return new ValidationResult($"{Section}:{name} is not a cron expression of five fields, or six with seconds first: '{cron}'.", [name]);
            }
        }
    }
}

/// <summary>Which missed digests are sent.</summary>
public enum DigestCatchUp
{
    /// <summary>The last one: a night without workers ends with one digest.</summary>
    Latest,

    /// <summary>All of the last hours (<see cref="DailyDigestOptions.CatchUpWindow"/>).</summary>
    All,
}
