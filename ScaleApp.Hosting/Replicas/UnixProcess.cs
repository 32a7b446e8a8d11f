using System.Runtime.InteropServices;

namespace ScaleApp.Hosting.Replicas;

/// <summary>SIGTERM to another process, which .NET has no method for.</summary>
internal static partial class UnixProcess
{
    private const int Terminated = 15;

    /// <summary>Asks the process to end; false if there is none or it belongs to another user.</summary>
    public static bool Terminate(int processId) => Kill(processId, Terminated) == 0;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
