namespace ScaleApp.Hosting;

internal sealed class InstalledPostgres() : ServerKind("postgres.sh", "/var/lib/postgresql")
{
    public static readonly InstalledPostgres Instance = new();

    public override bool RunsAsPostgres => true;

    /// <remarks>The official image passes its arguments to <c>postgres</c>, as the script does.</remarks>
    public override void Adapt(IList<object> arguments, int first)
    {
        if (arguments.Count > first && arguments[first] is "postgres")
        {
            arguments.RemoveAt(first);
        }
    }

    /// <summary>Finds the version that wrote the data, or the newest for a new folder.</summary>
    public override async Task<ServerProgram> FindProgramAsync(
        InstalledPrograms programs, string folder, CancellationToken cancellationToken)
    {
        var installed = await programs.FindPostgresAsync(cancellationToken);
        if (installed is [])
        {
            return Missing("postgres", "postgresql (Debian, Ubuntu, Arch, Alpine) or postgresql-server (Fedora, openSUSE)");
        }

        var data = Path.Combine(folder, "data");
        var version = ReadVersion(data);
        var chosen = version is null ? installed[0] : installed.FirstOrDefault(found => found.MajorVersion == version);

        return chosen is not null
            ? new ServerProgram(Path.Combine(chosen.Folder, "postgres"))
            : new ServerProgram(null,
                $"The data in {data} was written by PostgreSQL {version}, and PostgreSQL " +
                $"{string.Join(", ", installed.Select(found => found.MajorVersion))}, which cannot read it, is installed. " +
                $"Install PostgreSQL {version}, or convert the data with pg_upgrade, or delete the folder to start with an " +
                "empty server.");
    }

    private static string? ReadVersion(string data)
    {
        var file = Path.Combine(data, "PG_VERSION");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }
}
