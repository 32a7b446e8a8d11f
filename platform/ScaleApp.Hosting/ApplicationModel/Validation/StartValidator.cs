using ScaleApp.Hosting.Projects;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Finds what is missing on this machine before anything is started.</summary>
internal static class StartValidator
{
    /// <exception cref="DistributedApplicationException">Something is missing; the message names the resource and says what to do.</exception>
    public static async Task ValidateAsync(
        IEnumerable<IResource> resources, string stateFolder, CancellationToken cancellationToken)
    {
        foreach (var resource in resources)
        {
            switch (resource)
            {
                case ParameterResource parameter:
                    _ = parameter.Value;
                    break;
                case ProjectResource project:
                    await ProjectProgram.FindAsync(project, stateFolder, cancellationToken).ConfigureAwait(false);
                    break;
                case ExecutableResource executable when !Directory.Exists(executable.WorkingDirectory):
                    throw new DistributedApplicationException(
                        $"The working directory of '{executable.Name}' is missing: there is no folder '{executable.WorkingDirectory}'.");
                default:
                    break;
            }
        }
    }
}
