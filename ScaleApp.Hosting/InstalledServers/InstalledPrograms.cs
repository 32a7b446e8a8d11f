using System.Diagnostics;
using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>A folder with <c>postgres</c> and <c>initdb</c>.</summary>
internal sealed record PostgresPrograms(string Folder, string MajorVersion);

internal sealed partial class InstalledPrograms
{
    // Debian and Red Hat keep daemons out of a user's PATH, and PostgreSQL in a folder for each version.
    private static readonly string[] DaemonFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin"];
    private static readonly (string Root, string Pattern, string Programs)[] PostgresFolders =
    [
        ("/usr/lib/postgresql", "*", "bin"), ("/usr", "pgsql-*", "bin"), ("/usr/lib", "postgresql*", "bin"),
        ("/usr/libexec", "postgresql*", ""),
    ];

    private static readonly TimeSpan VersionDeadline = TimeSpan.FromSeconds(10);

    internal IReadOnlyList<string> Path { get; init; } =
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
        .. DaemonFolders,
    ];

    internal IReadOnlyList<string> VersionedFolders { get; init; } =
    [
        .. from place in PostgresFolders
           where Directory.Exists(place.Root)
           from folder in Directory.GetDirectories(place.Root, place.Pattern)
           select System.IO.Path.Combine(folder, place.Programs),
    ];

    public string? Find(string program) =>
        Path.Select(folder => System.IO.Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>The program that can stand in for the official image.</summary>
    public string? FindRedis() => Find("redis-server") ?? Find("valkey-server");

    /// <summary>One PostgreSQL of each major version on this machine, the newest first.</summary>
    public async Task<IReadOnlyList<PostgresPrograms>> FindPostgresAsync(CancellationToken cancellationToken)
    {
        var found = new List<PostgresPrograms>();
        foreach (var folder in PostgresCandidates())
        {
            if (await ReadMajorVersionAsync(System.IO.Path.Combine(folder, "postgres"), cancellationToken) is { } version)
            {
                found.Add(new PostgresPrograms(folder, version));
            }
        }

        return
        [
            .. found.DistinctBy(programs => programs.MajorVersion).OrderByDescending(programs => int.Parse(programs.MajorVersion)),
        ];
    }

    public bool Has(ContainerResource server) => server switch
    {
        RedisResource => FindRedis() is not null,
        PgBouncerResource => Find("pgbouncer") is not null,
        _ => PostgresCandidates().Any(),
    };

    private IEnumerable<string> PostgresCandidates() =>
        Path.Concat(VersionedFolders).Distinct().Where(folder =>
            File.Exists(System.IO.Path.Combine(folder, "postgres")) && File.Exists(System.IO.Path.Combine(folder, "initdb")));

    private static async Task<string?> ReadMajorVersionAsync(string program, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken)
            .WaitAsync(VersionDeadline, cancellationToken);
        await process.WaitForExitAsync(cancellationToken).WaitAsync(VersionDeadline, cancellationToken);

        return MajorVersion().Match(output) is { Success: true } match ? match.Groups[1].Value : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex MajorVersion();
}
