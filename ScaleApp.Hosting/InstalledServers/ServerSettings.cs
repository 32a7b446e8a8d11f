using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace ScaleApp.Hosting;

internal enum ServerMode
{
    /// <summary>As containers where a container runtime answers, otherwise as installed servers.</summary>
    Auto,

    /// <summary>As processes of this machine.</summary>
    Installed,

    /// <summary>As Aspire runs them.</summary>
    Container,
}

/// <summary>The settings of <see cref="InstalledServersExtensions.UseInstalledServers"/>.</summary>
/// <param name="Mode">The setting <c>Servers</c>.</param>
/// <param name="DataRoot">The folder for data that outlives a run.</param>
/// <param name="IsDefaultRoot">Whether <paramref name="DataRoot"/> was not set by the user.</param>
/// <param name="Runtime">The container runtime that Aspire was told to use; null for docker, then podman.</param>
internal sealed record ServerSettings(ServerMode Mode, string DataRoot, bool IsDefaultRoot, string? Runtime)
{
    public const string Section = "Servers";
    public const string DataKey = Section + ":Data";

    private const string DefaultDataFolder = ".scaleapp";

    // Where Aspire's orchestrator reads the name of the runtime.
    private static readonly string[] RuntimeKeys =
        ["DcpPublisher:ContainerRuntime", "ASPIRE_CONTAINER_RUNTIME", "DOTNET_ASPIRE_CONTAINER_RUNTIME"];

    /// <exception cref="DistributedApplicationException"><c>Servers</c> is none of its three values.</exception>
    public static ServerSettings Read(IConfiguration configuration, string appHostDirectory)
    {
        var data = configuration[DataKey];
        return new ServerSettings(
            ReadMode(configuration[Section]),
            Path.GetFullPath(data is { Length: > 0 } ? data : DefaultDataFolder, appHostDirectory),
            IsDefaultRoot: data is not { Length: > 0 },
            RuntimeKeys.Select(key => configuration[key]).FirstOrDefault(value => value is { Length: > 0 }));
    }

    private static ServerMode ReadMode(string? value) => value?.ToLowerInvariant() switch
    {
        null or "" or "auto" => ServerMode.Auto,
        "installed" => ServerMode.Installed,
        "container" => ServerMode.Container,
        _ => throw new DistributedApplicationException(
            $"The setting {Section} is '{value}'. Set it to auto (containers where a container runtime answers, otherwise " +
            "installed servers), installed, or container."),
    };
}
