namespace ScaleApp.Redis.RateLimiting;

/// <summary>What is asked for: permits of all these limits, or none.</summary>
/// <param name="Partition">Whose permits: a customer, an address. Part of a key in Redis.</param>
/// <param name="Charges">From which limits how many permits are taken; at least one.</param>
/// <param name="FailClosed">Whether nothing is admitted while Redis is away. Otherwise each replica then gives out its share.</param>
public readonly record struct RateLimitRequest(string Partition, IReadOnlyList<RateLimitCharge> Charges, bool FailClosed = false);

/// <summary>Permits that are taken from one limit.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="Cost">How many, from 1 to all of the limit's.</param>
public readonly record struct RateLimitCharge(RateLimit Limit, int Cost = 1);

/// <summary>How a limit stands after a decision.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="Remaining">The permits that are left.</param>
/// <param name="ResetAfter">When all are back, if none is taken meanwhile.</param>
public readonly record struct RateLimitStatus(RateLimit Limit, int Remaining, TimeSpan ResetAfter);
