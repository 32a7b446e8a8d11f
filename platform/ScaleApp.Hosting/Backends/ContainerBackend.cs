using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Backends;

/// <summary>Runs a container of the topology's own, by the docker or podman whose engine answers.</summary>
internal sealed class ContainerBackend(ContainerEngine engine, ContainerCommand command) : IBackend
{
    public async Task<ProcessSpec> PrepareAsync(BackendContext context, CancellationToken cancellationToken)
    {
        var image = context.Image ?? throw new BackendUnavailableException(
            $"The container '{context.ResourceName}' has no image: name one with WithImage.");
        if (context.Preference == BackendPreference.Native)
        {
            throw new BackendUnavailableException(
                $"'{context.ResourceName}' is a container ({image}), but ScaleApp:Backends says native: set it to any.");
        }

        var (client, reason) = await engine.FindAsync(cancellationToken);
        if (client is null)
        {
            throw new BackendUnavailableException(
                $"'{context.ResourceName}' is a container ({image}), and no container engine answers ({reason}). " +
                $"Start Docker, or install podman with: {InstallHint.For(BackendKind.Podman)}");
        }

        context.Report($"Running {image} by {Path.GetFileName(client)}; its first start downloads the image");
        return command.Create(client, context, image);
    }
}
