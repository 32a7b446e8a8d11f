using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Orchestration.Programs;

/// <summary>Knows which assembly the build wrote for a project.</summary>
internal static class ProjectOutputs
{
    /// <exception cref="DistributedApplicationException">Nobody said where the project lies.</exception>
    public static Task<string> FindAsync(ProjectResource project, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var metadata = project.Annotations.OfType<IProjectMetadata>().LastOrDefault();
        return metadata is IProjectOutput output
            ? Task.FromResult(output.TargetPath)
            : throw new DistributedApplicationException(
                $"Project '{project.Name}': it is not known what its build writes. Refer to it from the AppHost's project file "
                + "and add it with AddProject<Projects.Name>(name).");
    }
}
