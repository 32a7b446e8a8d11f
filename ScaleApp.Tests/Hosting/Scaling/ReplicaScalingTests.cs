namespace ScaleApp.Tests.Hosting.Scaling;

/// <summary>A project of a real topology, scaled and restarted by its commands.</summary>
[Trait("Category", "Chaos")]
public class ReplicaScalingTests
{
    [Fact]
    public async Task Scaling_starts_and_stops_replicas_within_its_bounds()
    {
        await using var web = await ScaledProject.StartAsync(replicas: 2, max: 4);
        await web.StateAsync("2 of 4");

        Assert.True((await web.ScaleAsync("4")).Success);
        await web.RunningAsync(4);
        await web.StateAsync("4 of 4");

        Assert.True((await web.ScaleAsync("1")).Success);
        await web.RunningAsync(1);
        await web.StateAsync("1 of 4");

        foreach (var (replicas, message) in ((string, string)[])
            [("0", "from 1 to 4 replicas, not 0"), ("-1", "not -1"), ("100", "not 100"), ("2.5", "'2.5' is not a number of replicas"), ("x", "Command argument validation failed")])
        {
            var result = await web.ScaleAsync(replicas);
            Assert.False(result.Success);
            Assert.Contains(message, result.Message, StringComparison.Ordinal);
        }

        Assert.Single(web.Wanted);
        Assert.DoesNotContain(web.Topology.Warnings, line => line.Contains("ended with exit code", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rolling_restart_replaces_each_process_while_the_others_run()
    {
        await using var web = await ScaledProject.StartAsync(replicas: 2, max: 3);
        var before = await web.RunningAsync(2);
        var fewest = 2;
        using var watching = new CancellationTokenSource();
        var watch = WatchAsync();

        var result = await web.RollingRestartAsync();

        Assert.True(result.Success, result.Message);
        Assert.Equal("2 replicas of 'web' were restarted.", result.Message);
        var after = await web.RunningAsync(2);
        Assert.Empty(after.Select(replica => replica.ProcessId).Intersect(before.Select(replica => replica.ProcessId)));
        await watching.CancelAsync();
        await watch;
        Assert.Equal(1, fewest);

        async Task WatchAsync()
        {
            await Task.Yield();
            try
            {
                await foreach (var _ in web.Topology.Rows.WatchAsync(watching.Token))
                {
                    fewest = Math.Min(fewest, web.Topology.Supervisor.Replicas(web.Resource).Count(replica => replica.State == KnownResourceStates.Running));
                }
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    [Fact]
    public async Task Replica_stopped_by_a_user_is_replaced_by_scaling()
    {
        await using var web = await ScaledProject.StartAsync(replicas: 2, max: 3);
        var stopped = (await web.RunningAsync(2))[0];
        await web.Topology.ExecuteAsync(stopped.Id, KnownResourceCommands.StopCommand);
        await web.StateAsync("1 of 3");

        Assert.True((await web.ScaleAsync("2")).Success);

        await web.RunningAsync(2);
        await web.StateAsync("2 of 3");
    }

    [Fact]
    public async Task Bounds_must_hold_the_replicas_that_start()
    {
        await using var topology = TestTopology.Create();
        var project = topology.AddProgram("web", "replica").WithHttpEndpoint().WithReplicas(3);

        Assert.Throws<ArgumentOutOfRangeException>(() => project.WithScaling(min: 4, max: 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => project.WithScaling(min: 1, max: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => project.WithScaling(min: 0, max: 6));
        project.WithScaling(min: 1, max: 4).WithReplicas(2);
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => topology.StartAsync());

        Assert.Contains("Call WithReplicas before WithScaling", error.Message, StringComparison.Ordinal);
    }
}
