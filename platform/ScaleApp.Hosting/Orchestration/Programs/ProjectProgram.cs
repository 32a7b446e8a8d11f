using System.Collections.Immutable;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration.Endpoints;
using ScaleApp.Hosting.Orchestration.Environment;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Orchestration.Programs;

/// <summary>Starts what was built of a .NET project, directly.</summary>
/// <param name="resource">The project.</param>
/// <param name="endpoints">Its endpoints.</param>
/// <param name="environment">Makes variables and arguments.</param>
/// <param name="findOutput">The assembly that the build wrote, by the project's resource.</param>
internal sealed class ProjectProgram(
    ProjectResource resource, ResourceEndpoints endpoints, ReplicaEnvironment environment,
    Func<ProjectResource, CancellationToken, Task<string>> findOutput) : IReplicaProgram
{
    public async Task<PreparedProgram> PrepareAsync(ReplicaStart start, CancellationToken cancellationToken)
    {
        var assembly = await findOutput(resource, cancellationToken);
        if (!File.Exists(assembly))
        {
            throw new DistributedApplicationException(
                $"Project '{resource.Name}' is not built: {assembly} does not exist. Run: dotnet build {ProjectPath}");
        }

        var variables = await environment.GetVariablesAsync(resource, endpoints, start, cancellationToken);
        var arguments = await environment.GetArgumentsAsync(resource, start, cancellationToken);
        var program = ProgramOf(assembly);
        return Prepared.Program(
            new ProcessSpec
            {
                Name = start.ReplicaId,
                FileName = program.FileName,
                Arguments = [.. program.Arguments, .. arguments],
                WorkingDirectory = Path.GetDirectoryName(ProjectPath) ?? Path.GetDirectoryName(assembly)!,
            },
            variables);
    }

    private string? ProjectPath => resource.Annotations.OfType<IProjectMetadata>().LastOrDefault()?.ProjectPath;

    /// <summary>The program beside the assembly where there is one; it starts as fast and is named in the process list.</summary>
    private static (string FileName, ImmutableArray<string> Arguments) ProgramOf(string assembly)
    {
        var program = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        return File.Exists(program) ? (program, []) : ("dotnet", ["exec", assembly]);
    }
}
