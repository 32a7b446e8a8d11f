using System.Globalization;
using System.Text.RegularExpressions;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Backends;

/// <summary>A PostgreSQL server on this machine.</summary>
/// <param name="Folder">Where <c>postgres</c> and <c>initdb</c> are.</param>
/// <param name="Major">Its major version: data of another one cannot be used.</param>
internal sealed partial record PostgresInstallation(string Folder, int Major)
{
    private static readonly TimeSpan VersionDeadline = TimeSpan.FromSeconds(10);

    // Debian, Red Hat, Homebrew (two machines), Linuxbrew, Windows: a folder for each version.
    private static readonly (string Root, string Pattern)[] Roots =
    [
        ("/usr/lib/postgresql", "*"), ("/usr", "pgsql-*"), ("/opt/homebrew/opt", "postgresql*"),
        ("/usr/local/opt", "postgresql*"), ("/home/linuxbrew/.linuxbrew/opt", "postgresql*"),
        (@"C:\Program Files\PostgreSQL", "*"),
    ];

    public string Server => ProgramFinder.Find(Path.Combine(Folder, "postgres"))!;

    public string InitDb => ProgramFinder.Find(Path.Combine(Folder, "initdb"))!;

    /// <summary>Every installation: that on PATH first, then the others, the newest first.</summary>
    public static async Task<IReadOnlyList<PostgresInstallation>> FindAllAsync(
        IProcessLauncher launcher, CancellationToken cancellationToken)
    {
        var found = new List<PostgresInstallation>();
        foreach (var folder in Candidates().Distinct(StringComparer.Ordinal))
        {
            if (ProgramFinder.Find(Path.Combine(folder, "initdb")) is not null &&
                ProgramFinder.Find(Path.Combine(folder, "postgres")) is { } server &&
                await ReadMajorAsync(launcher, server, cancellationToken) is { } major)
            {
                found.Add(new PostgresInstallation(folder, major));
            }
        }

        return found;
    }

    internal static int? ParseMajor(string version) =>
        Version().Match(version) is { Success: true } match
            ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : null;

    private static IEnumerable<string> Candidates()
    {
        if (ProgramFinder.Find("initdb") is { } onPath)
        {
            yield return Path.GetDirectoryName(onPath)!;
        }

        var versioned = Roots.Where(root => Directory.Exists(root.Root))
            .SelectMany(root => Directory.GetDirectories(root.Root, root.Pattern))
            .Select(folder => Path.Combine(folder, "bin"))
            .OrderByDescending(folder => FolderNumber().Match(folder) is { Success: true } match
                ? int.Parse(match.ValueSpan, CultureInfo.InvariantCulture)
                : 0);
        foreach (var folder in versioned)
        {
            yield return folder;
        }
    }

    private static async Task<int?> ReadMajorAsync(
        IProcessLauncher launcher, string server, CancellationToken cancellationToken)
    {
        var spec = new ProcessSpec
        {
            Name = "postgres-version",
            FileName = server,
            Arguments = ["--version"],
            WorkingDirectory = Path.GetTempPath(),
        };
        try
        {
            return ParseMajor((await launcher.RunAsync(spec, VersionDeadline, cancellationToken)).Output);
        }
        catch (Exception error) when (error is TimeoutException or ProcessStartException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex Version();

    [GeneratedRegex(@"\d+")]
    private static partial Regex FolderNumber();
}
