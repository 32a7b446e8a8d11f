namespace ScaleApp.Hosting.Processes;

/// <summary>What the host has to know about a program to remove what is left of it after a kill of the host.</summary>
internal sealed record LedgerRecord
{
    /// <summary>The mark that the program's tree carries in its environment.</summary>
    public required string LaunchId { get; init; }

    /// <summary>The replica's name, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>The host that started it: while it lives, the record is its own business.</summary>
    public required ProcessIdentity Host { get; init; }

    /// <summary>Where the process ids mean something.</summary>
    public required MachineScope Scope { get; init; }

    /// <summary>The program; null from before it is started until its id is known.</summary>
    public ProcessIdentity? Program { get; init; }

    public IReadOnlyList<string> TemporaryFolders { get; init; } = [];

    public ContainerName? Container { get; init; }
}

/// <summary>The boundaries within which process ids mean something.</summary>
/// <param name="BootId">A new one whenever the machine starts; empty where the system has none.</param>
/// <param name="ProcessNamespace">Containers have process ids of their own; empty where the system has no such thing.</param>
internal readonly record struct MachineScope(string BootId, string ProcessNamespace)
{
    public static MachineScope Current { get; } = OperatingSystem.IsLinux()
        ? new(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(),
            new FileInfo("/proc/self/ns/pid").LinkTarget ?? "")
        : new("", "");
}
