using System.Runtime.InteropServices;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

/// <summary>Workers as processes of their own, which a test kills and stops.</summary>
internal static class JobWorkers
{
    private const int ContinueSignal = 18, StopSignal = 19;

    /// <param name="redis">Connection string.</param>
    /// <param name="options">Of the jobs, as <c>name=value</c>.</param>
    public static async Task<TestProgram> StartAsync(string redis, params string[] options)
    {
        var worker = TestProgram.Start("job-worker", [redis, .. options]);
        await worker.WaitForLineAsync(line => line == "ready", TimeSpan.FromSeconds(60));
        return worker;
    }

    [TestProgram("job-worker")]
    internal static async Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        var options = args[1..].Select(option => option.Split('=', 2)).Select(option => (option[0], option[1])).ToArray();
        await using var host = await JobsHost.StartAsync(args[0], workers: 4, configure: null, options);
        await host.RunUntilAsync(stopping);
        return 0;
    }

    /// <summary>SIGSTOP: the process stands still and keeps its connections.</summary>
    public static void Pause(this TestProgram program) => Signal(program, StopSignal);

    /// <summary>SIGCONT.</summary>
    public static void Resume(this TestProgram program) => Signal(program, ContinueSignal);

    private static void Signal(TestProgram program, int signal) =>
        Assert.True(Kill(program.Id, signal) == 0, $"Signal {signal} did not reach process {program.Id}.");

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
