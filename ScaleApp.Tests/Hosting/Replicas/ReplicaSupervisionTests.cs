using System.Diagnostics;
using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using ScaleApp.Hosting;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Replicas;

public class ReplicaSupervisionTests
{
    [Fact]
    public async Task Killed_replica_runs_again_within_three_seconds()
    {
        await using var topology = TestTopology.Create();
        topology.Builder.UseReplicaSupervision();
        var web = topology.AddProgram("web", "replica").WithHttpEndpoint().WithReplicas(2);
        await topology.StartAsync();
        var victim = (await topology.RunningAsync(web, 2))[0];

        var clock = Stopwatch.StartNew();
        Kill(victim);
        await topology.RowAsync("web", seen => IsNewProcessOf(victim, seen));

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Stop_command_lets_a_request_longer_than_six_seconds_finish()
    {
        await using var topology = TestTopology.Create();
        topology.Builder.UseReplicaSupervision();
        var web = topology.AddProgram("web", "replica").WithHttpEndpoint();
        await topology.StartAsync();
        var replica = (await topology.RunningAsync(web, 1)).Single();
        using var http = new HttpClient { BaseAddress = replica.Address };
        await Eventually.IsAsync(() => http.GetStringAsync("/health"), answer => answer == "healthy", "the replica listens");

        var slow = http.GetAsync("/slow/8");
        var stopped = await topology.App.ResourceCommands.ExecuteCommandAsync(
            replica.Id, KnownResourceCommands.StopCommand, CancellationToken.None);

        Assert.True(stopped.Success, stopped.Message);
        Assert.Equal(HttpStatusCode.OK, (await slow).StatusCode);
        var row = await topology.RowAsync("web", seen => seen.Snapshot.State?.Text == KnownResourceStates.Finished);
        Assert.Equal(0, row.ExitCode);
    }

    private static void Kill(Replica replica)
    {
        using var process = Process.GetProcessById(replica.ProcessId!.Value);
        process.Kill();
    }

    private static bool IsNewProcessOf(Replica replica, ResourceEvent seen) =>
        seen.ResourceId == replica.Id
        && seen.Snapshot.State?.Text == KnownResourceStates.Running
        && seen.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value is int process
        && process != replica.ProcessId;
}
