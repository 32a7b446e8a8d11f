using System.Diagnostics;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Startup;

/// <summary>One start of the topology and the stop after it.</summary>
/// <param name="Start">Seconds from the start of the program to its line that everything is ready; of a test fixture, from creating the builder.</param>
/// <param name="Stop">Seconds from SIGTERM to the end of the last process; of a test fixture, those of its disposal.</param>
/// <param name="Usage">Of the AppHost and all that it has started, when that is healthy; null for a test fixture.</param>
internal sealed record StartAndStop(double Start, double Stop, TreeUsage? Usage = null);

/// <summary>
/// Starts the built AppHost, with data of its own and random ports, waits until it says that everything is healthy, and stops it as a service manager
/// would. Without built programs every replica starts with <c>dotnet run</c>, as Aspire does by itself.
/// </summary>
internal sealed class AppHostRun(string path, string data, bool usesBuiltPrograms)
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    // What is busy with its first requests right after the start is not counted as what it holds.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    // As in the launch profile `http`.
    private static readonly KeyValuePair<string, string>[] Settings =
    [
        WithoutWriteXorExecute,
        new("DOTNET_hostBuilder__reloadConfigOnChange", "false"),
        new("DOTNET_ENVIRONMENT", "Development"),
        new("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
        new("ASPNETCORE_URLS", "http://127.0.0.1:0"),
        new("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://127.0.0.1:0"),
        new("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "http://127.0.0.1:0"),
    ];

    /// <summary>As ./run.sh and ./test.sh start .NET.</summary>
    public static KeyValuePair<string, string> WithoutWriteXorExecute => new("DOTNET_EnableWriteXorExecute", "0");

    /// <summary>What the AppHost is started with, as a program and in a test.</summary>
    public static string[] Arguments(string data, bool usesBuiltPrograms = true) =>
    [
        "--DcpPublisher:RandomizePorts=true", $"--Servers:Data={data}", $"--BuiltPrograms:Enabled={usesBuiltPrograms}",
    ];

    /// <summary>Beside this program in the build's output folders.</summary>
    /// <exception cref="BenchException">It is not built.</exception>
    public static string Find(FileInfo? given)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var path = given?.FullName ?? Path.Combine(here.Parent!.Parent!.FullName, "ScaleApp.AppHost", here.Name, "ScaleApp.AppHost");
        return File.Exists(path)
            ? path
            : throw new BenchException($"'{path}' does not exist. Build it: dotnet build ScaleApp.AppHost -c {here.Name}");
    }

    public async Task<StartAndStop> RunAsync(CancellationToken ct)
    {
        var tree = new ProcessTree();
        try
        {
            return await RunAsync(tree, ct);
        }
        finally
        {
            tree.Kill();
        }
    }

    private async Task<StartAndStop> RunAsync(ProcessTree tree, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        await using var host = MeasuredProcess.Start(
            path, Arguments(data, usesBuiltPrograms), drain: false, new Dictionary<string, string>([.. Settings, tree.Mark]));
        await host.ReadyAsync(" Ready.", ct);
        var start = watch.Elapsed.TotalSeconds;

        // What the AppHost still prints is read, so that it never waits for a reader.
        var rest = host.Output.ReadToEndAsync(ct);
        await Task.Delay(Settling, ct);
        var usage = tree.Measure();

        watch.Restart();
        await using var kill = MeasuredProcess.Start("/bin/sh", ["-c", "kill -TERM \"$0\"", $"{host.Id}"]);
        await WaitForExitAsync(tree, ct);
        var stop = watch.Elapsed.TotalSeconds;
        await rest;

        return new(start, stop, usage);
    }

    private static async Task WaitForExitAsync(ProcessTree tree, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StopLimit);
        try
        {
            await tree.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new BenchException($"{tree.Measure().Processes} processes are left {StopLimit.TotalSeconds:0} s after SIGTERM to the AppHost.");
        }
    }
}
