using System.Collections.Immutable;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Orchestration.Replicas;

/// <summary>Says what is to be started for a replica of one resource.</summary>
internal interface IReplicaProgram
{
    /// <summary>Puts together program, arguments and environment; called again for each start.</summary>
    /// <exception cref="Exception">The message says what is missing and what to do.</exception>
    Task<PreparedProgram> PrepareAsync(ReplicaStart start, CancellationToken cancellationToken);
}

/// <summary>One start of one replica.</summary>
/// <param name="ReplicaId">The replica's name, such as <c>api-k2vqwxyz</c>.</param>
/// <param name="Index">0 for the first replica of its resource.</param>
/// <param name="Ports">The ports of this start, by endpoint name.</param>
/// <param name="Report">Gets one sentence for each step that takes time, for the replica's log.</param>
internal sealed record ReplicaStart(string ReplicaId, int Index, ImmutableDictionary<string, int> Ports, Action<string> Report);

/// <summary>A program that is ready to be started.</summary>
/// <param name="Spec">What to start.</param>
/// <param name="Variables">Its environment as it is shown, secrets marked.</param>
internal sealed record PreparedProgram(ProcessSpec Spec, ImmutableArray<EnvironmentVariableSnapshot> Variables);
