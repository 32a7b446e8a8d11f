using System.Text.Json.Serialization;

namespace ScaleApp.Bench.Checking;

/// <summary>A line of the checklist: what a stateless service must do, and what was seen of it.</summary>
/// <param name="Name">What is checked.</param>
/// <param name="Outcome">Whether it holds.</param>
/// <param name="Evidence">What was done and seen; of a failure, what to look at.</param>
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
