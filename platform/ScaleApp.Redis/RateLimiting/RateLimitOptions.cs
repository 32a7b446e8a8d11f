using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Redis.RateLimiting;

/// <summary>The limits of a service.</summary>
public sealed class RateLimitOptions : IValidatableObject
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Limits";

    /// <summary>The policy that every endpoint has, unless it disables limits.</summary>
    public const string DefaultPolicy = "default";

    /// <summary>How many replicas share the limits while Redis is away and each decides alone. Default: 3.</summary>
    [Range(1, 10_000)]
    public int Replicas { get; set; } = 3;

    /// <summary>
    /// How long a request waits for Redis to decide, before its replica decides alone. Default: 500 ms, for a limit is not
    /// worth more.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How many partitions a replica remembers to do without Redis, and again as many while Redis is away. Default: 100,000,
    /// which is about 15 MB.
    /// </summary>
    [Range(1, 10_000_000)]
    public int Capacity { get; set; } = 100_000;

    /// <summary>By name, which endpoints ask for. <see cref="DefaultPolicy"/> has to be among them.</summary>
    public Dictionary<string, RateLimitPolicyOptions> Policies { get; init; } = new(StringComparer.Ordinal)
    {
        [DefaultPolicy] = new RateLimitPolicyOptions { Permits = 600, Period = TimeSpan.FromMinutes(1), Ahead = 100 },
    };

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        foreach (var (name, policy) in Policies)
        {
            if (name.Length is 0 or > 32 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-'))
            {
                yield return new ValidationResult(
                    $"{Section}:{nameof(Policies)} has a policy '{name}': a name is of at most 32 letters, digits and hyphens.");
            }

            var findings = new List<ValidationResult>();
            Validator.TryValidateObject(policy, new ValidationContext(policy), findings, validateAllProperties: true);
            foreach (var finding in findings)
            {
                yield return new ValidationResult($"{Section}:{nameof(Policies)}:{name}: {finding.ErrorMessage}");
            }
        }
    }
}

/// <summary>One limit, and for whom it holds.</summary>
public sealed class RateLimitPolicyOptions
{
    /// <summary>Most requests (of cost 1) at once. Default: 100.</summary>
    [Range(1, 50_000_000)]
    public int Permits { get; set; } = 100;

    /// <summary>In which all permits come back. Default: a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "31.00:00:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Most permits that a replica takes ahead for a partition that is busy (<see cref="RateLimit.Ahead"/>), where the policy is
    /// the only one of a request. Default: 0, every request asks Redis.
    /// </summary>
    [Range(0, 1_000_000)]
    public int Ahead { get; set; }

    /// <summary>Whether the limit is the address's also for customers who are signed in. Default: false.</summary>
    public bool ByAddress { get; set; }

    /// <summary>Whether requests are answered with 503 while Redis is away. Default: false, each replica gives out its share.</summary>
    public bool FailClosed { get; set; }
}
