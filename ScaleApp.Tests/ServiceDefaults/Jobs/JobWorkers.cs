using Hangfire;
using ScaleApp.ServiceDefaults.Jobs;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

/// <summary>Workers in separate processes, which a test kills and stops.</summary>
internal static class JobWorkers
{
    /// <param name="redis">Connection string.</param>
    /// <param name="options">Of the jobs, as <c>name=value</c>.</param>
    public static Task<TestProgram> StartAsync(string redis, params string[] options) => StartProgramAsync("job-worker", [redis, .. options]);

    /// <summary>A worker of an earlier version, which has no <see cref="ITimeJob"/>.</summary>
    public static Task<TestProgram> StartOlderAsync(string redis) => StartProgramAsync("older-job-worker", redis);

    public static async Task<TestProgram> StartProgramAsync(string name, params string[] args)
    {
        var worker = TestProgram.Start(name, args);
        await worker.WaitForLineAsync(line => line == "ready", TimeSpan.FromSeconds(60));
        return worker;
    }

    [TestProgram("job-worker")]
    internal static Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        var options = args[1..].Select(option => option.Split('=', 2)).Select(option => (option[0], option[1])).ToArray();
        return RunAsync(args[0], configure: null, stopping, options);
    }

    [TestProgram("older-job-worker")]
    internal static Task<int> RunOlderAsync(string[] args, CancellationToken stopping) => RunAsync(
        args[0],
        _ => GlobalConfiguration.Configuration.UseTypeResolver(name => name.Contains(nameof(ITimeJob), StringComparison.Ordinal)
            ? throw new TypeLoadException($"This version has no type '{name}'.")
            : JobTypeResolver.Resolve(name)),
        stopping);

    internal static async Task<int> RunAsync(
        string redis, Action<IServiceCollection>? configure, CancellationToken stopping, params (string Name, string Value)[] options)
    {
        await using var host = await JobsHost.StartAsync(redis, workers: 4, configure, options);
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
