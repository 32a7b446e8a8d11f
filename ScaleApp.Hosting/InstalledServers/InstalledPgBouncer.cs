namespace ScaleApp.Hosting;

internal sealed class InstalledPgBouncer() : ServerKind("pgbouncer.sh", "/var/lib/pgbouncer")
{
    public static readonly InstalledPgBouncer Instance = new();

    public override string? InstalledOnlySetting => PgBouncerExtensions.Setting;

    public override bool RunsAsPostgres => true;

    public override Task<ServerProgram> FindProgramAsync(
        InstalledPrograms programs, string folder, CancellationToken cancellationToken) =>
        Task.FromResult(programs.Find("pgbouncer") is { } program ? new ServerProgram(program) : new ServerProgram(null,
            "pgbouncer is not installed on this machine. Run ./run.sh with PgBouncer=true, which installs it, or install the package pgbouncer, " +
            "or leave PgBouncer=true out."));
}
