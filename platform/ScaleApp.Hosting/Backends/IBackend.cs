using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Backends;

/// <summary>
/// How a server that the topology needs (Redis, PostgreSQL) is run on this machine: its own installation, or a container.
/// </summary>
internal interface IBackend
{
    /// <summary>Chooses how to run it, prepares its data folder, and says which program to start.</summary>
    /// <exception cref="BackendUnavailableException">Neither is possible; the message names both ways and the command that installs it here.</exception>
    Task<ProcessSpec> PrepareAsync(BackendContext context, CancellationToken cancellationToken);
}

/// <summary>What a backend is told when it is prepared.</summary>
/// <param name="ResourceName">The resource's name, such as <c>redis</c>.</param>
/// <param name="Port">The loopback port to listen on.</param>
/// <param name="UserName">The user to create, where the server has users.</param>
/// <param name="Password">The password to ask for.</param>
/// <param name="DataFolder">Where data is kept between runs, or null for a temporary folder that goes with the process.</param>
/// <param name="Preference">What <c>ScaleApp:Backends</c> says: native, container, or either.</param>
/// <param name="Report">Gets one sentence for each step, for the resource's log and the start-up display.</param>
internal sealed record BackendContext(
    string ResourceName, int Port, string? UserName, string? Password, string? DataFolder, BackendPreference Preference,
    Action<string> Report)
{
    /// <summary>The most connections that PostgreSQL accepts; 100.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>The image that a container is made from; null for the backend's own choice.</summary>
    public string? Image { get; init; }

    /// <summary>The program to run in a container instead of the image's own.</summary>
    public string? Entrypoint { get; init; }

    /// <summary>Folders and volumes that a container sees.</summary>
    public IReadOnlyList<ContainerMountAnnotation> Mounts { get; init; } = [];

    /// <summary>
    /// Loopback ports of this machine, each with the container's port behind it. Only for the container backend: the others
    /// listen on <see cref="Port"/>.
    /// </summary>
    public IReadOnlyList<(int Port, int TargetPort)> ContainerPorts { get; init; } = [];

    /// <summary>
    /// Variables that the program is to see. The backend hands them in: the environment of a container's spec is that of the
    /// engine's client, so they must not be set on the spec again.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Variables { get; init; } = new Dictionary<string, string?>();
}

/// <summary>Which ways of running a backend are allowed.</summary>
internal enum BackendPreference
{
    /// <summary>The machine's own installation, else a container.</summary>
    Any,
    Native,
    Container,
}

/// <summary>A server cannot be run here. The message says what was looked for and how to install it.</summary>
internal sealed class BackendUnavailableException(string message) : Exception(message);
