namespace ScaleApp.Api.Limits;

internal sealed class RateLimitOptions : IValidatableObject
{
    public const string Section = "Limits";

    /// <summary>The policy of every request whose endpoint requires no other.</summary>
    public const string DefaultPolicy = "default";

    /// <summary>The policy of requests that are answered from memory. Each replica counts by itself, for asking Redis would cost more than the answer.</summary>
    public const string ReadsPolicy = "reads";

    /// <summary>By how many a limit is divided while Redis is unavailable and each replica decides alone: how many replicas usually run. Default: 3.</summary>
    [Range(1, 10_000)]
    public int Replicas { get; set; } = 3;

    /// <summary>
    /// How many requests a replica handles at once; further ones are answered with 503. Default: 100 for each processor. They should
    /// all end within a second, the time-out of Redis; a request of the shop takes about a millisecond of a processor.
    /// </summary>
    [Range(1, 100_000)]
    public int ConcurrentRequests { get; set; } = 100 * Environment.ProcessorCount;

    /// <summary>How many clients a replica counts by itself; further ones share a limit. Default: 100,000, which is about 15 MB.</summary>
    [Range(1, 10_000_000)]
    public int LocalCapacity { get; set; } = 100_000;

    public Dictionary<string, RateLimitPolicyOptions> Policies { get; init; } = new(StringComparer.Ordinal)
    {
        [DefaultPolicy] = new RateLimitPolicyOptions { Permits = 600 },
        [ReadsPolicy] = new RateLimitPolicyOptions { Permits = 1_200, Scope = RateLimitScope.Replica },
    };

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        foreach (var (name, policy) in Policies)
        {
            if (name.Length is 0 or > 32 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-'))
            {
                yield return new ValidationResult(
                    $"{Section}:{nameof(Policies)} has a policy '{name}': use at most 32 letters, digits and hyphens for its name.");
            }

            if (policy is { Scope: RateLimitScope.Replica, FailClosed: true })
            {
                yield return new ValidationResult(
                    $"{Section}:{nameof(Policies)}:{name} is counted by each replica without Redis, so it cannot fail closed: remove one of Scope and FailClosed.");
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

/// <summary>One limit, and what it is counted by.</summary>
internal sealed class RateLimitPolicyOptions
{
    /// <summary>The most permits that a client has at once. Default: 100.</summary>
    [Range(1, 50_000_000)]
    public int Permits { get; set; } = 100;

    /// <summary>The time in which all permits come back, evenly. Default: a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "31.00:00:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether all replicas count together, in Redis, or each by itself. Default: together.</summary>
    public RateLimitScope Scope { get; set; }

    /// <summary>Whether the limit is the address's also for a customer who is signed in. Default: false.</summary>
    public bool ByAddress { get; set; }

    /// <summary>Whether requests are answered with 503 while Redis is unavailable. Default: false, each replica admits its share.</summary>
    public bool FailClosed { get; set; }
}

internal enum RateLimitScope
{
    Shared,

    /// <summary>Each replica by itself: for requests that cost less than a call of Redis.</summary>
    Replica,
}
