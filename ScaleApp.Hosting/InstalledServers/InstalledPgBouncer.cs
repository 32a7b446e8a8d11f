namespace ScaleApp.Hosting;

/// <summary>PgBouncer.</summary>
internal sealed class InstalledPgBouncer : ServerKind
{
    public static readonly InstalledPgBouncer Instance = new();

    private InstalledPgBouncer() : base("pgbouncer.sh", "/var/lib/pgbouncer")
    {
    }

    public override string? InstalledOnlySetting => PgBouncerExtensions.Setting;

    public override bool RunsAsPostgres => true;

    public override void Adapt(IList<object> arguments, int first)
    {
    }

    public override Task<ServerProgram> FindProgramAsync(
        InstalledPrograms programs, string folder, CancellationToken cancellationToken) =>
        Task.FromResult(programs.Find("pgbouncer") is { } program ? new ServerProgram(program) : new ServerProgram(null,
            "pgbouncer is not installed on this machine. Run ./run.sh with PgBouncer=true, which installs it, or install the package pgbouncer, " +
            "or leave PgBouncer=true out."));
}
