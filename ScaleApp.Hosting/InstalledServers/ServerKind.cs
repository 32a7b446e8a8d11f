using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>The program of a server, or why it cannot be started.</summary>
internal sealed record ServerProgram(string? Path, string? Problem = null);

internal abstract class ServerKind(string script, string dataTarget)
{
    private const string CommonScript = "server.sh";

    /// <summary>The script that runs the server, see <c>Scripts/</c>.</summary>
    public string Script { get; } = Read(CommonScript) + Read(script);

    public string DataTarget { get; } = dataTarget;

    /// <summary>The setting that asks for a server without a container; null for one that has a container as well.</summary>
    public virtual string? InstalledOnlySetting => null;

    /// <summary>Whether it refuses to run as root, and then runs as the user postgres.</summary>
    public virtual bool RunsAsPostgres => false;

    /// <summary>The kind of a resource; null when it has no installed server.</summary>
    public static ServerKind? Of(IResource resource) => resource switch
    {
        RedisResource => InstalledRedis.Instance,
        PgBouncerResource => InstalledPgBouncer.Instance,
        PostgresServerResource => InstalledPostgres.Instance,
        _ => null,
    };

    /// <summary>Makes the arguments of the official container, which start at an index, fit the installed program.</summary>
    public virtual void Adapt(IList<object> arguments, int first)
    {
    }

    public abstract Task<ServerProgram> FindProgramAsync(
        InstalledPrograms programs, string folder, CancellationToken cancellationToken);

    protected static ServerProgram Missing(string program, string packages) => new(null,
        $"{program} is not installed on this machine. Run ./run.sh, which installs it, or install the package {packages}, " +
        "or start Docker or Podman.");

    private static string Read(string script)
    {
        using var stream = typeof(ServerKind).Assembly.GetManifestResourceStream(script)
            ?? throw new InvalidOperationException($"The script {script} is not embedded in this assembly.");
        using var reader = new StreamReader(stream);

        return reader.ReadToEnd();
    }
}
