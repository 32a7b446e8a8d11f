using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Redis.SignalR;

/// <summary>How servers show that they live.</summary>
public sealed class PresenceOptions : IValidatableObject
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Presence";

    /// <summary>What the names of all keys begin with. Default: <c>presence</c>.</summary>
    [Required, StringLength(100, MinimumLength = 1)]
    public string KeyPrefix { get; set; } = "presence";

    /// <summary>How often a server shows that it lives. Default: 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a server lives after its last heartbeat; the next heartbeat of any other then takes its people out. Default: 10 s, so
    /// that people of a server that was killed are gone after 13 s at the latest.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.030", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long changes are gathered before they are reported together. Default: 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan ReportDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Lease < 2 * Heartbeat)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(Lease)} ({Lease}) must be at least twice {nameof(Heartbeat)} ({Heartbeat}), or one late heartbeat empties the rooms.",
                [nameof(Lease)]);
        }
    }
}
