using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting;

/// <summary>Checks before each start whether a server can be started, and with which program.</summary>
/// <remarks>
/// A problem goes to the AppHost's log here, and to the resource's log by the script, which then ends with
/// <see cref="CannotStart"/>. The row has failed, and its Start command looks again.
/// </remarks>
internal sealed partial class ServerStart(InstalledPrograms programs, ILogger<ServerStart> logger)
{
    /// <summary>The exit code of a script for a server that cannot be started until something changes (EX_CONFIG).</summary>
    public const int CannotStart = 78;

    private const string PostgresUser = "postgres";

    // Both of util-linux: the script starts servers with them.
    private static readonly string[] Tools = ["setpriv", "flock"];

    /// <summary>Whether servers can run as users of their own.</summary>
    internal bool IsPrivileged { get; init; } = Environment.IsPrivilegedProcess;

    public async Task PrepareAsync(InstalledServerResource server, EnvironmentCallbackContext context)
    {
        var program = await FindProgramAsync(server, context.CancellationToken);
        if (program.Problem is { } problem)
        {
            LogCannotStart(server.Owner.Name, problem);
        }

        context.EnvironmentVariables["SERVER_SCRIPT"] = server.Kind.Script;
        context.EnvironmentVariables["SERVER_PROBLEM"] = program.Problem ?? "";
        context.EnvironmentVariables["SERVER_PROGRAM"] = program.Path ?? "";
        context.EnvironmentVariables["SERVER_PORT"] = server.Endpoint.Property(EndpointProperty.Port);
        context.EnvironmentVariables["SERVER_DATA"] = server.Data.Path;
        context.EnvironmentVariables["SERVER_TEMPORARY"] = server.Data.IsTemporary ? "1" : "";
        context.EnvironmentVariables["SERVER_APPHOST"] = $"{Environment.ProcessId}";
    }

    private async Task<ServerProgram> FindProgramAsync(InstalledServerResource server, CancellationToken cancellationToken)
    {
        if (Tools.FirstOrDefault(tool => programs.Find(tool) is null) is { } missing)
        {
            return new ServerProgram(null, $"{missing} is not installed on this machine. Install the package util-linux.");
        }

        return FindUserProblem(server) is { } problem
            ? new ServerProgram(null, problem)
            : await server.Kind.FindProgramAsync(programs, server.Data.Path, cancellationToken);
    }

    private string? FindUserProblem(InstalledServerResource server)
    {
        if (!IsPrivileged || !server.Kind.RunsAsPostgres)
        {
            return null;
        }

        if (!File.ReadLines("/etc/passwd").Any(line => line.StartsWith($"{PostgresUser}:", StringComparison.Ordinal)))
        {
            return $"{server.Owner.Name} does not run as root, and this machine has no user {PostgresUser}. Create it with: " +
                $"useradd --system {PostgresUser}";
        }

        return DataFolders.IsReachable(server.Data.Path)
            ? null
            : $"The user {PostgresUser} cannot reach the data folder {server.Data.Path}. Set {ServerSettings.DataKey} to a " +
              "folder that every user can reach, such as /var/lib/scaleapp.";
    }

    [LoggerMessage(LogLevel.Error, "{Resource} cannot be started. {Problem}")]
    private partial void LogCannotStart(string resource, string problem);
}
