using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration.Endpoints;
using ScaleApp.Hosting.Orchestration.Environment;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Processes;
using ScaleApp.Hosting.Projects;

namespace ScaleApp.Hosting.Orchestration.Programs;

/// <summary>Starts what was built of a .NET project, directly.</summary>
internal sealed class ProjectReplicaProgram(
    ProjectResource resource, ResourceEndpoints endpoints, ReplicaEnvironment environment, string stateFolder) : IReplicaProgram
{
    public async Task<PreparedProgram> PrepareAsync(ReplicaStart start, CancellationToken cancellationToken)
    {
        var program = await ProjectProgram.FindAsync(resource, stateFolder, cancellationToken);
        var arguments = await environment.GetArgumentsAsync(resource, start, cancellationToken);
        var spec = new ProcessSpec
        {
            Name = start.ReplicaId,
            FileName = program.FileName,
            Arguments = [.. program.Arguments, .. arguments],
            WorkingDirectory = program.WorkingDirectory,
            Environment = program.Environment.ToDictionary(entry => entry.Key, string? (entry) => entry.Value),
        };

        return Prepared.Program(spec, await environment.GetVariablesAsync(resource, endpoints, start, cancellationToken));
    }
}
