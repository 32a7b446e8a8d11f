using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Worker.Digests;

/// <summary>When the digest goes out, and how.</summary>
public sealed class DailyDigestOptions : IValidatableObject
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "DailyDigest";

    /// <summary>When it is due, in five fields, or six with seconds first. Default: every day at 08:00.</summary>
    [Required]
    public string Cron { get; set; } = "0 8 * * *";

    /// <summary>The zone whose clock <see cref="Cron"/> means, such as <c>Europe/Berlin</c>. Default: UTC.</summary>
    [Required]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>How many best sellers it names. Default: 10.</summary>
    [Range(1, 100)]
    public int BestSellers { get; set; } = 10;

    /// <summary>How many customers a worker takes at once. Default: 50.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 50;

    /// <summary>
    /// How long a worker may take over a batch. After that another worker sends what is left of it, so a killed worker holds up
    /// its last batch for this long. Default: 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ClaimLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(TimeZone)} names no time zone of this system: '{TimeZone}'. Use a name such as Europe/Berlin.", [nameof(TimeZone)]);
        }
    }
}
