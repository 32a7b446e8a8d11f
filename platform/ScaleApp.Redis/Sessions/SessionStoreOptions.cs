using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Redis.Sessions;

/// <summary>How long sessions live, and how many.</summary>
public sealed class SessionStoreOptions : IValidatableObject
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Sessions";

    /// <summary>A session that is not used for so long ends. Default: a day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "90.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromDays(1);

    /// <summary>A session ends after this long, however much it is used. Default: 14 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How many sessions one owner may have; one more ends the one that was not used for longest. Default: 50.</summary>
    [Range(1, 1000)]
    public int MaxPerOwner { get; set; } = 50;

    /// <summary>
    /// How often the use of a session is written down, a sixtieth of <see cref="IdleTimeout"/>: requests in between only read, and
    /// a session may end this much early.
    /// </summary>
    public TimeSpan SlideInterval => IdleTimeout / 60;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Lifetime < IdleTimeout)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(Lifetime)} ({Lifetime}) has to be at least {Section}:{nameof(IdleTimeout)} ({IdleTimeout}).", [nameof(Lifetime)]);
        }
    }
}
