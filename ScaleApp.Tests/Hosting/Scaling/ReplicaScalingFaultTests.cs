using ScaleApp.Hosting.Replicas;

namespace ScaleApp.Tests.Hosting.Scaling;

/// <summary>Commands that cross each other, replicas that fail, and starts that are refused, on the real orchestrator.</summary>
[Trait("Category", "Chaos")]
public class ReplicaScalingFaultTests
{
    [Fact]
    public async Task Concurrent_scales_end_at_one_of_their_numbers()
    {
        await using var web = await ScaledProject.StartAsync(replicas: 1, max: 4);

        var results = await Task.WhenAll(web.ScaleAsync("4"), web.ScaleAsync("2"));

        Assert.All(results, result => Assert.True(result.Success, result.Message));
        var wanted = web.Wanted.Length;
        Assert.Contains(wanted, (int[])[2, 4]);
        await web.RunningAsync(wanted);
    }

    [Fact]
    public async Task Rolling_restart_during_a_scale_restarts_what_the_scale_left()
    {
        await using var web = await ScaledProject.StartAsync(replicas: 1, max: 3);

        var scaling = web.Sets.ScaleAsync("web", 3, CancellationToken.None);
        var rolling = web.RollingRestartAsync();
        var second = await web.RollingRestartAsync();
        var shrinking = web.Sets.ScaleAsync("web", 2, CancellationToken.None);

        Assert.True((await scaling).Success);
        Assert.Equal("3 replicas of 'web' were restarted.", (await rolling).Message);
        Assert.Equal("A rolling restart of 'web' is under way.", second.Message);
        Assert.True((await shrinking).Success);
        await web.RunningAsync(2);
        await web.StateAsync("2 of 3");
    }

    [Fact]
    public async Task Crash_looping_replicas_delay_no_scale_and_are_removed_first()
    {
        var marker = Path.Combine(Path.GetTempPath(), $"scaleapp-{Guid.NewGuid():N}");
        await using var web = await ScaledProject.StartAsync(["replica-once", marker], replicas: 1, max: 3);
        var sound = (await web.RunningAsync(1))[0];
        using var client = new HttpClient { BaseAddress = sound.Address };
        await Eventually.IsTrueAsync(async () => await client.GetStringAsync("/health") == "healthy", "the first replica is past its check of the file");
        await File.WriteAllTextAsync(marker, "");
        try
        {
            Assert.True((await web.ScaleAsync("3")).Success);
            await web.Topology.RowAsync("web", seen => ReplicaRow.Failures(seen.Snapshot) >= 2);
            Assert.Equal(3, web.Wanted.Length);

            Assert.True((await web.ScaleAsync("1")).Success);

            Assert.Equal([sound.Id], web.Wanted.Select(replica => replica.Id));
            Assert.Equal(sound.ProcessId, (await web.RunningAsync(1)).Single().ProcessId);
        }
        finally
        {
            File.Delete(marker);
        }
    }

    [Fact]
    public async Task Start_that_the_orchestrator_refuses_once_is_retried()
    {
        await using var web = await ScaledProject.StartAsync(replicas: 1, max: 2, "--ReplicaSupervision:FirstDelay=00:00:00.1");
        var supervised = web.Topology.App.Services.GetRequiredService<SupervisedResources>().Find(web.Resource)!;
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

        Assert.True((await web.ScaleAsync("2")).Success);

        await web.RunningAsync(2);
        await web.StateAsync("2 of 2");
        Assert.Contains(web.Topology.Warnings, line => line.Contains("could not be started (The object has been modified", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rolling_restart_stops_at_a_crash_looping_replica()
    {
        var marker = Path.Combine(Path.GetTempPath(), $"scaleapp-{Guid.NewGuid():N}");
        await using var web = await ScaledProject.StartAsync(["replica-once", marker], replicas: 2, max: 2, "--ReplicaSupervision:ReadyTimeout=00:00:04");
        using var client = new HttpClient();
        var before = await web.RunningAsync(2);
        foreach (var replica in before)
        {
            await Eventually.IsAsync(() => client.GetStringAsync(new Uri(replica.Address!, "/health")), answer => answer == "healthy", "the replica serves");
        }

        await File.WriteAllTextAsync(marker, "");
        try
        {
            var result = await web.RollingRestartAsync();

            Assert.False(result.Success);
            Assert.Contains("it is not ready after 4 s", result.Message, StringComparison.Ordinal);
            Assert.Single(web.Topology.Supervisor.Replicas(web.Resource),
                replica => replica.State == KnownResourceStates.Running && before.Any(known => known.ProcessId == replica.ProcessId));
        }
        finally
        {
            File.Delete(marker);
        }
    }
}
