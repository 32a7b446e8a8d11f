using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration.Endpoints;
using ScaleApp.Hosting.Orchestration.Environment;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Orchestration.Programs;

/// <summary>Starts a program of this machine.</summary>
internal sealed class ExecutableProgram(ExecutableResource resource, ResourceEndpoints endpoints, ReplicaEnvironment environment)
    : IReplicaProgram
{
    public async Task<PreparedProgram> PrepareAsync(ReplicaStart start, CancellationToken cancellationToken) => Prepared.Program(
        new ProcessSpec
        {
            Name = start.ReplicaId,
            FileName = resource.Command,
            Arguments = await environment.GetArgumentsAsync(resource, start, cancellationToken),
            WorkingDirectory = resource.WorkingDirectory,
        },
        await environment.GetVariablesAsync(resource, endpoints, start, cancellationToken));
}
