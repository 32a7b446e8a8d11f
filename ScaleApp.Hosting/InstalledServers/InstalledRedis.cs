namespace ScaleApp.Hosting;

/// <summary>Redis, or Valkey where there is no Redis.</summary>
internal sealed class InstalledRedis() : ServerKind("redis.sh", "/data")
{
    public static readonly InstalledRedis Instance = new();

    // The script sets these itself: the password must not be an argument, the port is known there, and TLS is for containers.
    private static readonly string[] OfTheScript = ["--requirepass", "--port"];

    /// <remarks>
    /// The official resource gives <c>redis-server --requirepass $REDIS_PASSWORD</c> for a shell to expand, then <c>--save</c>,
    /// what the model adds, and, where a development certificate is trusted, <c>--tls-port</c> with a new <c>--port</c>.
    /// </remarks>
    public override void Adapt(IList<object> arguments, int first)
    {
        if (arguments.Count > first && arguments[first] is "redis-server")
        {
            arguments.RemoveAt(first);
        }

        for (var index = arguments.Count - 1; index >= first; index--)
        {
            if (arguments[index] is string option && IsOfTheScript(option))
            {
                arguments.RemoveAt(index);
                if (index < arguments.Count)
                {
                    arguments.RemoveAt(index);
                }
            }
        }
    }

    public override Task<ServerProgram> FindProgramAsync(
        InstalledPrograms programs, string folder, CancellationToken cancellationToken) =>
        Task.FromResult(programs.FindRedis() is { } program
            ? new ServerProgram(program)
            : Missing("redis-server", "redis-server (Debian, Ubuntu), redis or valkey (other systems)"));

    private static bool IsOfTheScript(string option) =>
        OfTheScript.Contains(option) || option.StartsWith("--tls-", StringComparison.Ordinal);
}
