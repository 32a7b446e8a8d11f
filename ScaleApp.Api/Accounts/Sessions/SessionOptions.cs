namespace ScaleApp.Api.Accounts.Sessions;

/// <summary>Where sessions are stored, how long they live, and how many a customer has.</summary>
internal sealed class SessionOptions : IValidatableObject
{
    public const string Section = "Sessions";

    internal const string Redis = "redis";
    internal const string Postgres = "postgres";

    /// <summary>Where sessions are stored: <c>redis</c> (the default), beside the other shared state, or <c>postgres</c>.</summary>
    public string Store { get; set; } = Redis;

    internal bool IsInPostgres => Store.Equals(Postgres, StringComparison.OrdinalIgnoreCase);

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
    /// How often the use of a session is written, a sixtieth of <see cref="IdleTimeout"/>: requests in between only read, and
    /// a session may end this much early.
    /// </summary>
    public TimeSpan SlideInterval => IdleTimeout / 60;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsInPostgres && !Store.Equals(Redis, StringComparison.OrdinalIgnoreCase))
        {
            yield return new ValidationResult($"{Section}:{nameof(Store)} is '{Store}': sessions are stored in '{Redis}' or '{Postgres}'.", [nameof(Store)]);
        }

        if (Lifetime < IdleTimeout)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(Lifetime)} ({Lifetime}) has to be at least {Section}:{nameof(IdleTimeout)} ({IdleTimeout}).", [nameof(Lifetime)]);
        }
    }
}
