using System.Text.Json.Serialization;

namespace ScaleApp.Bench.Jobs;

/// <summary>What one process is asked to do, ours and BullMQ's alike; the header of <c>bench/peers/jobs.js</c> says what each does.</summary>
internal sealed record Scenario(string Name)
{
    public int Jobs { get; init; } = 20_000;

    public int Concurrency { get; init; } = 100;

    /// <summary>How many finished jobs are kept.</summary>
    public int History { get; init; } = 1000;

    /// <summary>How many jobs to work on; 0 for all there are.</summary>
    public int Limit { get; init; }

    /// <summary>How many letters go with each job, beside its number.</summary>
    public int Pad { get; init; } = 100;

    /// <summary>Whether its process works on jobs, beside creating them or instead.</summary>
    public bool RunsJobs => Name is "work" or "idle";

    public IEnumerable<string> Arguments(string redis) =>
    [
        "--redis", redis, "--scenario", Name, "--jobs", $"{Jobs}", "--concurrency", $"{Concurrency}", "--history", $"{History}",
        "--limit", $"{Limit}", "--pad", $"{Pad}",
    ];
}

/// <summary>The object that such a process prints; which of the figures are in it depends on the scenario.</summary>
internal sealed record Outcome
{
    public double PerSecond { get; init; }

    /// <summary>How many jobs there were, with those of a warm-up.</summary>
    public int Count { get; init; }

    /// <summary>When the first job began and the last one ended, unix ms.</summary>
    public double First { get; init; }

    /// <inheritdoc cref="First"/>
    public double Last { get; init; }

    /// <summary>Processor time (user and system) that the process took for it, in microseconds.</summary>
    public double Cpu { get; init; }

    public double P50 { get; init; }

    public double P99 { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Outcome))]
internal sealed partial class OutcomeJson : JsonSerializerContext;
