using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Backends;

/// <summary>Writes the engine's command for a container that goes when its client ends.</summary>
/// <remarks>Ports are published on loopback only. Values of variables are not on the command line, where others could read them.</remarks>
internal sealed class ContainerCommand(IOptions<ContainerOptions> options)
{
    // These steer the engine's client itself, so the container's must not stand in the client's environment.
    private static readonly string[] ClientVariables = ["PATH", "HOME", "USER", "TMPDIR", "LANG", "SSH_AUTH_SOCK"];
    private static readonly string[] ClientPrefixes =
        ["DOCKER_", "CONTAINER", "PODMAN_", "XDG_", "LD_", "LC_", "GODEBUG", "HTTP_PROXY", "HTTPS_PROXY", "SCALEAPP_"];

    /// <summary>The spec without the container's own arguments: they are to be appended.</summary>
    public ProcessSpec Create(string client, BackendContext context, string image)
    {
        var random = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var name = $"scaleapp-{context.ResourceName}-{random}";
        var (carried, shown) = Part(context.Variables);
        string[] arguments =
        [
            .. options.Value.EngineArguments, "run", "--rm", "--name", name,
            "--label", $"scaleapp.host={Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}",
            "--label", $"scaleapp.resource={context.ResourceName}",
            .. context.ContainerPorts.SelectMany(port => (string[])["--publish", $"127.0.0.1:{port.Port}:{port.TargetPort}/tcp"]),
            .. context.Mounts.SelectMany(mount => (string[])["--volume", Volume(mount)]),
            // A mounted folder keeps its own label where SELinux rules; without it nothing changes.
            .. context.Mounts.Any(mount => mount.Type == ContainerMountType.BindMount)
                ? (string[])["--security-opt", "label=disable"] : [],
            .. carried.Keys.SelectMany(variable => (string[])["--env", variable]),
            .. shown.SelectMany(variable => (string[])["--env", $"{variable.Key}={variable.Value}"]),
            .. context.Entrypoint is { } entrypoint ? (string[])["--entrypoint", entrypoint] : [],
            .. options.Value.RuntimeArguments, image,
        ];

        return new ProcessSpec
        {
            Name = context.ResourceName,
            FileName = client,
            Arguments = arguments,
            WorkingDirectory = Path.GetTempPath(),
            Environment = carried,
            Container = new ContainerName(client, name),
        };
    }

    private static string Volume(ContainerMountAnnotation mount)
    {
        var source = mount.Source is null ? "" : mount.Source + ":";
        return $"{source}{mount.Target}{(mount.IsReadOnly ? ":ro" : "")}";
    }

    private static (Dictionary<string, string?> Carried, Dictionary<string, string?> Shown) Part(
        IReadOnlyDictionary<string, string?> variables)
    {
        var parts = variables.Where(variable => variable.Value is not null).ToLookup(variable =>
            ClientVariables.Contains(variable.Key, StringComparer.OrdinalIgnoreCase) ||
            ClientPrefixes.Any(prefix => variable.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));

        return (parts[false].ToDictionary(), parts[true].ToDictionary());
    }
}
