using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

/// <summary>Workers as processes of their own, which a test kills and stops.</summary>
internal static class JobWorkers
{
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
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
