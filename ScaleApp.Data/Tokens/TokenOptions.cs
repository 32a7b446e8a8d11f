using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Data.Tokens;

/// <summary>How long tokens and the keys that sign them are good for. The same for every service.</summary>
public sealed class TokenOptions : IValidatableObject
{
    public const string Section = "Tokens";

    /// <summary>Who issues them, the claim <c>iss</c>. Default: <c>scaleapp</c>.</summary>
    [Required, StringLength(200)]
    public string Issuer { get; set; } = "scaleapp";

    /// <summary>The audience, claim <c>aud</c>. Default: <c>scaleapp-api</c>.</summary>
    [Required, StringLength(200)]
    public string Audience { get; set; } = "scaleapp-api";

    /// <summary>How long an access token is good for. Default: 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan AccessLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a refresh token that is not used is good for. Default: 14 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan RefreshLifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>When the last of a family of refresh tokens ends, however often it was refreshed. Default: 90 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan FamilyLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long a key signs. Default: 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a key is published before it signs, so that everybody knows it by then. Default: 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "7.00:00:00")]
    public TimeSpan KeyLead { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often a replica looks for new keys; at most half of <see cref="KeyLead"/>. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan KeyPoll { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a replica looks for revocations that it was not told of. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan RevocationPoll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many revocations a replica remembers. With more it refuses every access token issued until then, and clients refresh theirs.
    /// Default: 100,000, which is about 15 MB.
    /// </summary>
    [Range(1, 10_000_000)]
    public int MaxRevocations { get; set; } = 100_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (KeyPoll > KeyLead / 2)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(KeyPoll)} ({KeyPoll}) has to be at most half of {Section}:{nameof(KeyLead)} ({KeyLead}): a key must not "
                + "sign before every replica knows it.", [nameof(KeyPoll)]);
        }

        if (KeyLead >= KeyLifetime)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(KeyLead)} ({KeyLead}) has to be less than {Section}:{nameof(KeyLifetime)} ({KeyLifetime}).", [nameof(KeyLead)]);
        }
    }
}
