using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Backends;

/// <summary>The command that installs something on this system.</summary>
internal static class InstallHint
{
    private static readonly (string Manager, string Command, string Redis, string Postgres, string Podman)[] Managers =
    [
        ("apt-get", "sudo apt-get install", "redis-server", "postgresql", "podman"),
        ("dnf", "sudo dnf install", "valkey", "postgresql-server", "podman"),
        ("apk", "sudo apk add", "redis", "postgresql", "podman"),
        ("pacman", "sudo pacman -S", "valkey", "postgresql", "podman"),
        ("zypper", "sudo zypper install", "redis", "postgresql-server", "podman"),
        ("brew", "brew install", "redis", "postgresql@17", "podman"),
        ("winget", "winget install", "Memurai.MemuraiDeveloper", "PostgreSQL.PostgreSQL.17", "RedHat.Podman"),
    ];

    /// <summary>Such as <c>sudo apt-get install redis-server</c>.</summary>
    public static string For(BackendKind kind, Func<string, bool>? exists = null)
    {
        exists ??= program => ProgramFinder.Find(program) is not null;
        var found = Array.Find(Managers, manager => exists(manager.Manager));

        return found.Manager is null
            ? $"the package manager of this system ({kind.ToString().ToLowerInvariant()})"
            : $"{found.Command} {Package(kind, found)}";
    }

    private static string Package(
        BackendKind kind, (string Manager, string Command, string Redis, string Postgres, string Podman) found) => kind switch
        {
            BackendKind.Redis => found.Redis,
            BackendKind.PostgreSQL => found.Postgres,
            _ => found.Podman,
        };
}

/// <summary>What can be installed.</summary>
internal enum BackendKind
{
    Redis,
    PostgreSQL,
    Podman,
}
