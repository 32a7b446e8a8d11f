using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScaleApp.Analyzers;

/// <summary>SCALE004: rate limits that each replica counts on its own, in an application that has no shared limiter.</summary>
/// <remarks>
/// Reported once, at AddRateLimiter, else at the first limiter. A limiter of concurrency protects the replica itself
/// and is right as it is. A limiter of our own, derived from RateLimiter, is taken for a shared one.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RateLimiterAnalyzer() : RegistrationAnalyzer(Rules.RateLimiter)
{
    private static readonly string[] Counting = ["FixedWindowLimiter", "SlidingWindowLimiter", "TokenBucketLimiter"];

    // In the order in which a developer looks for them; the first that is called is reported.
    private static readonly ImmutableArray<string> Places = ImmutableArray.Create("AddRateLimiter", "AddInMemoryRateLimiting")
        .AddRange(Counting.Select(limiter => "Add" + limiter))
        .AddRange(Counting.Select(limiter => "Get" + limiter));

    private protected override object[]? Judge(IInvocationOperation call, Composition composition)
    {
        var method = call.TargetMethod;
        return Places.Contains(method.Name)
            && (method.IsIn("Microsoft.AspNetCore.Builder") || method.IsIn("Microsoft.AspNetCore.RateLimiting")
                || method.IsIn("System.Threading.RateLimiting") || method.IsIn("Microsoft.Extensions.DependencyInjection"))
            && Places.First(place => composition.Calls(place)) == method.Name
            && composition.IsFirstCall(call.Syntax, method.Name)
            && composition.Calls(IsCounting)
            && !composition.Shares(CountsInStore, ["System.Threading.RateLimiting", "StackExchange.Redis"])
                ? [method.Name]
                : null;
    }

    private static bool IsCounting(string method) => method == "AddInMemoryRateLimiting" || Counting.Any(limiter => method.EndsWith(limiter, StringComparison.Ordinal));

    private static bool CountsInStore(Composition composition) =>
        composition.Calls(name => name.Contains("Redis") && (name.Contains("Limit") || name.EndsWith("Window", StringComparison.Ordinal)))
        || composition.Calls("AddDistributedRateLimiting")
        || composition.Implements("RateLimiter") || composition.Implements("PartitionedRateLimiter") || composition.Implements("ReplenishingRateLimiter");
}
