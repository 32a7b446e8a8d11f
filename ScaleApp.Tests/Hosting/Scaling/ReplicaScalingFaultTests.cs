using ScaleApp.Hosting.Replicas;
using static ScaleApp.Tests.Hosting.Scaling.ScalingSteps;

namespace ScaleApp.Tests.Hosting.Scaling;

/// <summary>Commands that cross each other, replicas that fail, and starts that are refused, on the real orchestrator.</summary>
[Trait("Category", "Chaos")]
public class ReplicaScalingFaultTests
{
    [Fact]
    public async Task Concurrent_scales_end_at_one_of_their_numbers()
    {
        await using var topology = TestTopology.Create();
        var web = topology.AddProgram("web", "replica").WithHttpEndpoint().WithReplicas(1).WithScaling(min: 1, max: 4);
        await topology.StartAsync();
        await topology.RunningAsync(web, 1);

        var results = await Task.WhenAll(ScaleAsync(topology, "4"), ScaleAsync(topology, "2"));

        Assert.All(results, result => Assert.True(result.Success, result.Message));
        var wanted = Wanted(topology, web).Length;
        Assert.Contains(wanted, (int[])[2, 4]);
        await topology.RunningAsync(web, wanted);
    }

    [Fact]
    public async Task Rolling_restart_during_a_scale_restarts_what_the_scale_left()
    {
        await using var topology = TestTopology.Create();
        var web = topology.AddProgram("web", "replica").WithHttpEndpoint().WithReplicas(1).WithScaling(min: 1, max: 3);
        await topology.StartAsync();
        await topology.RunningAsync(web, 1);
        var sets = topology.App.Services.GetRequiredService<ReplicaSets>();

        var scaling = sets.ScaleAsync("web", 3, CancellationToken.None);
        var rolling = sets.RollingRestartAsync("web", CancellationToken.None);
        var second = await sets.RollingRestartAsync("web", CancellationToken.None);
        var shrinking = sets.ScaleAsync("web", 2, CancellationToken.None);

        Assert.True((await scaling).Success);
        Assert.Equal("3 replicas of 'web' were restarted.", (await rolling).Message);
        Assert.Equal("A rolling restart of 'web' is under way.", second.Message);
        Assert.True((await shrinking).Success);
        await topology.RunningAsync(web, 2);
        await StateAsync(topology, "2 of 3");
    }

    [Fact]
    public async Task Crash_looping_replicas_delay_no_scale_and_are_removed_first()
    {
        var marker = Path.Combine(Path.GetTempPath(), $"scaleapp-{Guid.NewGuid():N}");
        await using var topology = TestTopology.Create();
        var web = topology.AddProgram("web", "replica-once", marker).WithHttpEndpoint().WithReplicas(1).WithScaling(min: 1, max: 3);
        await topology.StartAsync();
        var sound = (await topology.RunningAsync(web, 1))[0];
        using var client = new HttpClient { BaseAddress = sound.Address };
        await Eventually.IsTrueAsync(async () => await client.GetStringAsync("/health") == "healthy", "the first replica is past its check of the file");
        await File.WriteAllTextAsync(marker, "");
        try
        {
            Assert.True((await ScaleAsync(topology, "3")).Success);
            await topology.RowAsync("web", seen => ReplicaRow.Failures(seen.Snapshot) >= 2);
            Assert.Equal(3, Wanted(topology, web).Length);

            Assert.True((await ScaleAsync(topology, "1")).Success);

            Assert.Equal([sound.Id], Wanted(topology, web).Select(replica => replica.Id));
            Assert.Equal(sound.ProcessId, (await topology.RunningAsync(web, 1)).Single().ProcessId);
        }
        finally
        {
            File.Delete(marker);
        }
    }

    [Fact]
    public async Task Start_that_the_orchestrator_refuses_once_is_retried()
    {
        await using var topology = TestTopology.Create("--ReplicaSupervision:FirstDelay=00:00:00.1");
        var web = topology.AddProgram("web", "replica").WithHttpEndpoint().WithReplicas(1).WithScaling(min: 1, max: 2);
        await topology.StartAsync();
        await topology.RunningAsync(web, 1);
        var supervised = topology.App.Services.GetRequiredService<SupervisedResources>().Find(web.Resource)!;
        var (commands, refusals) = (supervised.Commands!, 1);
        supervised.Commands = commands with
        {
            Start = new ResourceCommandAnnotation(
                commands.Start.Name, commands.Start.DisplayName, commands.Start.UpdateState,
                context => Interlocked.Decrement(ref refusals) >= 0
                    ? throw new InvalidOperationException("The object has been modified; apply your changes to the latest version.")
                    : commands.Start.ExecuteCommand(context),
                displayDescription: null, arguments: null, confirmationMessage: null, iconName: null, iconVariant: null, isHighlighted: false),
        };

        Assert.True((await ScaleAsync(topology, "2")).Success);

        await topology.RunningAsync(web, 2);
        await StateAsync(topology, "2 of 2");
        Assert.Contains(topology.Warnings, line => line.Contains("could not be started (The object has been modified", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rolling_restart_stops_at_a_crash_looping_replica()
    {
        var marker = Path.Combine(Path.GetTempPath(), $"scaleapp-{Guid.NewGuid():N}");
        await using var topology = TestTopology.Create("--ReplicaSupervision:ReadyTimeout=00:00:04");
        var web = topology.AddProgram("web", "replica-once", marker).WithHttpEndpoint().WithReplicas(2).WithScaling(min: 1, max: 2);
        await topology.StartAsync();
        using var client = new HttpClient();
        var before = await topology.RunningAsync(web, 2);
        foreach (var replica in before)
        {
            await Eventually.IsAsync(() => client.GetStringAsync(new Uri(replica.Address!, "/health")), answer => answer == "healthy", "the replica serves");
        }

        await File.WriteAllTextAsync(marker, "");
        try
        {
            var result = await topology.App.Services.GetRequiredService<ReplicaSets>().RollingRestartAsync("web", CancellationToken.None);

            Assert.False(result.Success);
            Assert.Contains("it is not ready after 4 s", result.Message, StringComparison.Ordinal);
            Assert.Single(topology.Supervisor.Replicas(web.Resource),
                replica => replica.State == KnownResourceStates.Running && before.Any(known => known.ProcessId == replica.ProcessId));
        }
        finally
        {
            File.Delete(marker);
        }
    }
}
