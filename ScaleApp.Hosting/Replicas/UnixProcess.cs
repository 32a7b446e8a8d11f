using System.Globalization;
using System.Runtime.InteropServices;

namespace ScaleApp.Hosting.Replicas;

/// <summary>Signals to other processes, which .NET has no methods for.</summary>
internal static partial class UnixProcess
{
    private const int Killed = 9, Terminated = 15;

    // Linux has numbers of its own for these two; macOS and the BSDs share theirs.
    private static readonly int Stopped = OperatingSystem.IsLinux() ? 19 : 17;
    private static readonly int Continued = OperatingSystem.IsLinux() ? 18 : 19;

    /// <summary>Asks the process to end; false if there is none or it belongs to another user.</summary>
    public static bool Terminate(int processId) => Kill(processId, Terminated) == 0;

    public static bool End(int processId) => Kill(processId, Killed) == 0;

    /// <summary>Stops the process from running (SIGSTOP) until <see cref="Resume"/>.</summary>
    public static bool Suspend(int processId) => Kill(processId, Stopped) == 0;

    /// <summary>Lets a suspended process run on (SIGCONT).</summary>
    public static bool Resume(int processId) => Kill(processId, Continued) == 0;

    /// <summary>The processes below a process, as /proc shows them now; none where there is no /proc.</summary>
    public static IReadOnlyList<int> Descendants(int processId)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var children = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Parent: ParentOf(id)))
            .ToLookup(process => process.Parent, process => process.Id);
        var found = new List<int>(children[processId]);
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(children[found[i]]);
        }

        return found;
    }

    private static int ParentOf(int processId)
    {
        try
        {
            // pid (name) state parent: the name may hold spaces and brackets.
            var status = File.ReadAllText($"/proc/{processId}/stat");
            return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return 0;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
