using System.Runtime.InteropServices;

namespace ScaleApp.Hosting.Processes;

/// <summary>One program to start, and how it is to be stopped.</summary>
internal sealed record ProcessSpec
{
    /// <summary>The replica's name, unique in the topology, such as <c>api-k2vq</c>: for messages, logs and the ledger.</summary>
    public required string Name { get; init; }

    /// <summary>The program: a full path, or a name that is looked up on PATH.</summary>
    public required string FileName { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public required string WorkingDirectory { get; init; }

    /// <summary>Variables set on top of the host's own environment; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>What asks the program to end in order; SIGTERM, but SIGINT for PostgreSQL's fast shutdown.</summary>
    public PosixSignal StopSignal { get; init; } = PosixSignal.SIGTERM;

    /// <summary>How long the program may take after <see cref="StopSignal"/> before its whole tree is killed; ten seconds.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The system user to run as when the host is root; null keeps the host's user.</summary>
    public string? UserName { get; init; }

    /// <summary>
    /// Folders that go with the program, made by <see cref="TemporaryFolder"/>: removed after it has ended, and by the next
    /// start when the host is killed before.
    /// </summary>
    public IReadOnlyList<string> TemporaryFolders { get; init; } = [];

    /// <summary>The container behind the program: removed after it has ended, and by the next start when the host is killed before.</summary>
    public ContainerName? Container { get; init; }

    /// <summary>
    /// Runs once after the program has ended, however it ended, or when it could not be started; not when the host is killed
    /// before.
    /// </summary>
    public Func<CancellationToken, Task>? CleanUp { get; init; }
}

/// <summary>A container and the program that rules it.</summary>
/// <param name="Engine">Full path of docker or podman.</param>
/// <param name="Name">The container's name.</param>
internal sealed record ContainerName(string Engine, string Name);
