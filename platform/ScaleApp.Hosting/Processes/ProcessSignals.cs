using System.Runtime.InteropServices;

namespace ScaleApp.Hosting.Processes;

/// <summary>Sends Unix signals. The numbers are the same on Linux and macOS.</summary>
internal static class ProcessSignals
{
    private const int Kill = 9;

    /// <summary>Sends one signal to one process; false when it is gone or may not be signalled.</summary>
    public static bool Send(int processId, PosixSignal signal) => NativeMethods.Kill(processId, Number(signal)) == 0;

    /// <summary>Sends SIGKILL to one process; false when it is gone or may not be signalled.</summary>
    public static bool SendKill(int processId) => NativeMethods.Kill(processId, Kill) == 0;

    private static int Number(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        PosixSignal.SIGTERM => 15,
        _ => throw new ArgumentOutOfRangeException(
            nameof(signal), signal, "A program is stopped by SIGHUP, SIGINT, SIGQUIT or SIGTERM."),
    };

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Kill(int processId, int signal);
    }
}
