using System.Runtime.InteropServices;

namespace ScaleApp.Tests.Support;

/// <summary>Signals to processes of this machine.</summary>
internal static class Signals
{
    public const int Interrupt = 2, Quit = 3, Kill = 9, Terminate = 15, Continue = 18, Stop = 19;

    /// <summary>Sends a signal to a process that must be there.</summary>
    public static void Send(int process, int signal) => Assert.True(TrySend(process, signal), $"Signal {signal} did not reach process {process}.");

    /// <summary>Returns whether the process was there.</summary>
    public static bool TrySend(int process, int signal) => SystemKill(process, signal) == 0;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SystemKill(int process, int signal);
}
