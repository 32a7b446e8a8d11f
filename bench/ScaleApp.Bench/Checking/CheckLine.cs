using System.Text.Json.Serialization;

namespace ScaleApp.Bench.Checking;

/// <summary>A line of the checklist: what a stateless service must do, and what was done and seen of it; of a failure, what to look at.</summary>
internal sealed record CheckLine(string Name, CheckOutcome Outcome, string Evidence)
{
    public static CheckLine Of(string name, bool holds, string evidence) => new(name, holds ? CheckOutcome.Passed : CheckOutcome.Failed, evidence);
}

[JsonConverter(typeof(JsonStringEnumConverter<CheckOutcome>))]
internal enum CheckOutcome
{
    Passed,
    Failed,

    /// <summary>It cannot be seen from here.</summary>
    Skipped,
}
