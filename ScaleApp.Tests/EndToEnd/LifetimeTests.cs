using System.Diagnostics;
using System.Net.NetworkInformation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Processes;
using ScaleApp.Tests.Support;
using Xunit.Abstractions;

namespace ScaleApp.Tests.EndToEnd;

[Collection(ShopTests.Name)]
public class LifetimeTests(ITestOutputHelper output)
{
    // More of them on request: what is lost once in twenty rounds is a leak as well.
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("SCALEAPP_ROUNDS"), out var rounds) ? rounds : 2;

    /// <summary>A Redis server alone, in an AppHost of its own; says its process id, then runs until it is stopped.</summary>
    [TestProgram("redis-host")]
    internal static async Task<int> HostRedis(string[] args, CancellationToken stopping)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            DisableDashboard = true,
            Args = [$"--ScaleApp:StateFolder={args[0]}", "--ScaleApp:Console:Enabled=false"],
            ProjectDirectory = args[0],
        });
        builder.AddRedis("redis");
        await using var application = builder.Build();
        await application.StartAsync(stopping);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("redis", stopping);
        Console.WriteLine($"redis is {ProcessesOf(application).Single()}");
        await application.WaitForShutdownAsync(stopping).ContinueWith(_ => { }, TaskScheduler.Default);
        await application.StopAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>The first round creates and seeds the data, the others find it there.</summary>
    [RequiresFact("redis-server", "postgres")]
    public async Task Starts_and_disposals_in_a_row_leave_no_process_no_port_and_no_folder_behind()
    {
        var state = Directory.CreateTempSubdirectory("scaleapp-rounds-");
        try
        {
            for (var round = 1; round <= Rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                int[] processes;
                int[] ports;
                ProcessLedger ledger;
                LedgerRecord[] records;
                await using (var application = await ShopFixture.StartAsync($"--ScaleApp:StateFolder={state.FullName}"))
                {
                    output.WriteLine($"round {round}: healthy after {watch.Elapsed.TotalSeconds:0.0} s");
                    processes = [.. ProcessesOf(application)];
                    ports = [.. PortsOf(application)];
                    ledger = application.Services.GetRequiredService<ProcessLedger>();
                    records = RecordsOf(ledger, processes);
                    Assert.Equal(processes.Length, records.Length);
                    Assert.Equal(7, processes.Length);
                    Assert.All(ports, port => Assert.False(TargetPorts.IsFree(port)));
                }

                Assert.All(processes, process => Assert.False(IsAlive(process)));
                var listening = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(end => end.Port);
                Assert.Empty(ports.Intersect(listening));
                Assert.Empty(RecordsOf(ledger, processes));
                Assert.All(records.SelectMany(record => record.TemporaryFolders), folder => Assert.False(Directory.Exists(folder)));
            }
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    [RequiresFact("redis-server", "kill")]
    public async Task What_a_host_started_dies_with_it_when_it_is_killed()
    {
        var state = Directory.CreateTempSubdirectory("scaleapp-killed-");
        try
        {
            await using var host = TestProgram.Start("redis-host", state.FullName);
            var redis = int.Parse((await host.WaitForLineAsync(line => line.StartsWith("redis is", StringComparison.Ordinal)))[9..]);
            Assert.True(IsAlive(redis));

            host.Kill();

            await Eventually.IsTrueAsync(() => !IsAlive(redis), "redis dies with its host");
            await using var next = TestProgram.Start("redis-host", state.FullName);
            await next.WaitForLineAsync(line => line.StartsWith("redis is", StringComparison.Ordinal));
            Assert.Single(RecordsIn(state));
            await TerminateAsync(next);
            Assert.Equal(0, await next.WaitForExitAsync());
        }
        finally
        {
            await Eventually.IsTrueAsync(
                () =>
                {
                    state.Delete(recursive: true);
                    return true;
                },
                "nothing holds the folder any longer");
        }
    }

    [RequiresFact("redis-server", "kill")]
    public async Task An_interrupt_stops_everything_in_order_within_three_seconds()
    {
        var state = Directory.CreateTempSubdirectory("scaleapp-interrupted-");
        try
        {
            await using var host = TestProgram.Start("redis-host", state.FullName);
            var redis = int.Parse((await host.WaitForLineAsync(line => line.StartsWith("redis is", StringComparison.Ordinal)))[9..]);
            var watch = Stopwatch.StartNew();

            await TerminateAsync(host);

            Assert.Equal(0, await host.WaitForExitAsync());
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
            Assert.False(IsAlive(redis));
            Assert.Empty(RecordsIn(state));
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    /// <summary>A program that does not listen to SIGTERM, in an AppHost of its own.</summary>
    [TestProgram("stubborn-host")]
    internal static async Task<int> HostStubborn(string[] args, CancellationToken stopping)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            DisableDashboard = true,
            Args = [$"--ScaleApp:StateFolder={args[0]}"],
            ProjectDirectory = args[0],
        });
        builder.AddExecutable("stubborn", "sh", args[0], "-c", "trap '' TERM; while true; do sleep 0.2; done");
        await builder.Build().RunAsync(CancellationToken.None);
        return Environment.ExitCode;
    }

    [RequiresFact("sh", "kill")]
    public async Task A_second_interrupt_ends_all_patience_with_a_program_that_does_not_stop()
    {
        var state = Directory.CreateTempSubdirectory("scaleapp-stubborn-");
        try
        {
            await using var host = TestProgram.Start("stubborn-host", state.FullName);
            await host.WaitForLineAsync(line => line.Contains("Everything is healthy", StringComparison.Ordinal));
            var watch = Stopwatch.StartNew();

            await TerminateAsync(host);
            await host.WaitForLineAsync(line => line.StartsWith("Stopping", StringComparison.Ordinal));
            await TerminateAsync(host);

            Assert.Equal(0, await host.WaitForExitAsync());
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
            Assert.Empty(RecordsIn(state));
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    private static async Task TerminateAsync(TestProgram program)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{program.Id}"]);
        await kill.WaitForExitAsync();
    }

    private static IEnumerable<int> ProcessesOf(DistributedApplication application) =>
        application.Services.GetRequiredService<Topology>().Controllers
            .SelectMany(controller => (controller.Workload as ReplicaSet)?.Replicas ?? [])
            .Select(replica => replica.Status.Value.ProcessId).OfType<int>();

    private static IEnumerable<int> PortsOf(DistributedApplication application) =>
        application.Services.GetRequiredService<DistributedApplicationModel>().Resources
            .SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>())
            .Select(endpoint => endpoint.AllocatedEndpoint!.Port);

    /// <summary>The records of programs that the host has not seen the end of.</summary>
    private static string[] RecordsIn(DirectoryInfo state)
    {
        var folder = Path.Combine(state.FullName, "run");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];
    }

    /// <summary>What hosts have written down about these processes.</summary>
    private static LedgerRecord[] RecordsOf(ProcessLedger ledger, int[] processes) =>
        [.. ledger.Read().Select(entry => entry.Record)
            .Where(record => record.Program is { } program && processes.Contains(program.Id))];

    private static bool IsAlive(int processId)
    {
        try
        {
            return !File.ReadAllText($"/proc/{processId}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
