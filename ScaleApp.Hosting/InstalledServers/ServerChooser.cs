using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

internal sealed record ServerChoice(bool IsInstalled, string Reason);

internal sealed class ServerChooser(ServerSettings settings, ContainerRuntimeProbe probe, InstalledPrograms programs)
{
    private static readonly string[] Runtimes = ["docker", "podman"];

    internal bool IsLinux { get; init; } = OperatingSystem.IsLinux();

    /// <exception cref="DistributedApplicationException">Installed servers are needed, and this is not Linux.</exception>
    public async Task<ServerChoice> ChooseAsync(IReadOnlyList<ContainerResource> servers, CancellationToken cancellationToken)
    {
        var choice = settings.Mode switch
        {
            ServerMode.Container => new ServerChoice(false, "Servers is container"),
            ServerMode.Installed => new ServerChoice(true, "Servers is installed"),
            _ => await ChooseByRuntimeAsync(servers, cancellationToken),
        };
        if (choice.IsInstalled && !IsLinux)
        {
            throw new DistributedApplicationException(
                $"Installed servers run on Linux only ({choice.Reason}). Start Docker or Podman, or set Servers to container.");
        }

        return choice;
    }

    private async Task<ServerChoice> ChooseByRuntimeAsync(
        IReadOnlyList<ContainerResource> servers, CancellationToken cancellationToken)
    {
        string[] runtimes = settings.Runtime is { } named ? [named] : Runtimes;
        var faults = await Task.WhenAll(runtimes.Select(runtime => FindFaultAsync(runtime, servers, cancellationToken)));
        var answering = Array.IndexOf(faults, null);

        return answering >= 0
            ? new ServerChoice(false, $"Servers is auto and {runtimes[answering]} answers")
            : new ServerChoice(true, "Servers is auto and no container runtime can be used (" +
                string.Join("; ", runtimes.Zip(faults, (runtime, fault) => $"{runtime}: {fault}")) + ")");
    }

    private async Task<string?> FindFaultAsync(
        string runtime, IReadOnlyList<ContainerResource> servers, CancellationToken cancellationToken)
    {
        if (await probe.FindFaultAsync(runtime, cancellationToken) is { } fault)
        {
            return fault;
        }

        // Podman has no engine that someone started: its answer says only that it is installed. Unless it was asked for, it
        // is used where the images are on this machine already, or where there is nothing else.
        if (runtime == settings.Runtime || runtime != "podman" || !servers.All(programs.Has))
        {
            return null;
        }

        foreach (var server in servers)
        {
            if (server.TryGetContainerImageName(out var image) && !await probe.HasImageAsync(runtime, image, cancellationToken))
            {
                return $"it has no image {image}, which Servers=container would download";
            }
        }

        return null;
    }
}
