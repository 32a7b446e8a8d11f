using System.Collections.Immutable;
using ScaleApp.Hosting.Orchestration.Endpoints;
using ScaleApp.Hosting.Orchestration.Health;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Orchestration.Replicas;

/// <summary>What all replicas of one resource have in common.</summary>
internal sealed record ReplicaBlueprint
{
    public required string ResourceName { get; init; }

    public required IReplicaProgram Program { get; init; }

    public required ResourceEndpoints Endpoints { get; init; }

    /// <summary>Makes the checks of a replica that listens on these ports.</summary>
    public required Func<ImmutableDictionary<string, int>, IReadOnlyList<IReplicaCheck>> Checks { get; init; }

    /// <summary>True when the program is meant to do its work and end, as migrations do.</summary>
    public required bool IsMeantToEnd { get; init; }

    /// <summary>True when ending with exit code 0 is no failure: nobody is served by it.</summary>
    public bool MayEnd { get; init; }

    /// <summary>Gets every line that a replica writes.</summary>
    public required Action<string, OutputLine> Log { get; init; }

    public required IProcessLauncher Launcher { get; init; }

    public required OrchestrationOptions Options { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Jitter, between 0 and 1.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}
