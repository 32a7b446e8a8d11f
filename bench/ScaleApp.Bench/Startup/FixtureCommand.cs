using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Startup;

/// <summary>A process that starts the topology once as a test fixture does, prints a <see cref="StartAndStop"/>, and ends.</summary>
internal static class FixtureCommand
{
    public const string Name = "startup-fixture";

    private static readonly string[] Services = ["gateway", "api", "worker"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static Command Create()
    {
        var command = new Command(Name, "Starts the topology by Aspire.Hosting.Testing, once.") { Hidden = true };
        command.Run(async (_, ct) => Console.WriteLine(JsonSerializer.Serialize(await MeasureAsync(ct), JsonSerializerOptions.Web)));
        return command;
    }

    /// <summary>Starts the command in a process of its own, as each test run is, and reads what it prints.</summary>
    public static async Task<StartAndStop> RunAsync(CancellationToken ct)
    {
        var tree = new ProcessTree();
        try
        {
            // Telemetry has nowhere to go without a dashboard, and a service would wait for it when it stops.
            await using var process = MeasuredProcess.StartOwn([Name], new Dictionary<string, string>(
                [tree.Mark, AppHostRun.WithoutWriteXorExecute, new("OTEL_SDK_DISABLED", "true")]));
            var output = await process.Output.ReadToEndAsync(ct);
            return output.StartsWith('{')
                ? JsonSerializer.Deserialize<StartAndStop>(output, JsonSerializerOptions.Web)!
                : throw new BenchException($"The fixture did not start. {await process.EndAsync(ct)}\n{output}");
        }
        finally
        {
            tree.Kill();
        }
    }

    private static async Task<StartAndStop> MeasureAsync(CancellationToken ct)
    {
        using var data = new DataFolder();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);

        var watch = Stopwatch.StartNew();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>(
            AppHostRun.Arguments(data.Path), limit.Token);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        TimeSpan start;
        await using (var application = await builder.BuildAsync(limit.Token))
        {
            await application.StartAsync(limit.Token);
            foreach (var service in Services)
            {
                await application.ResourceNotifications.WaitForResourceHealthyAsync(service, limit.Token);
            }

            start = watch.Elapsed;
        }

        return new(start.TotalSeconds, (watch.Elapsed - start).TotalSeconds);
    }
}
