namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>The processes of this machine.</summary>
internal static class ServerProcesses
{
    private static readonly string[] Servers = ["redis-server", "valkey-server", "postgres"];

    public static IEnumerable<int> Children(int process) =>
        Read($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);

    public static bool IsServer(int process) => Servers.Contains(Read($"/proc/{process}/comm").Trim());

    /// <summary>The processes whose arguments or environment hold a text, such as the path of a data folder.</summary>
    public static string[] With(string text) =>
    [
        .. from folder in Directory.GetDirectories("/proc")
           let process = Path.GetFileName(folder)
           where int.TryParse(process, out var id) && id != Environment.ProcessId
           let arguments = Read($"/proc/{process}/cmdline")
           where arguments.Contains(text, StringComparison.Ordinal)
               || Read($"/proc/{process}/environ").Contains(text, StringComparison.Ordinal)
           select $"{process}: {arguments.Replace('\0', ' ')}",
    ];

    /// <summary>The arguments of every process.</summary>
    public static IEnumerable<string> Arguments() =>
        Directory.GetDirectories("/proc").Select(folder => Read(Path.Combine(folder, "cmdline")));

    // A process may end, or belong to another user.
    private static string Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
