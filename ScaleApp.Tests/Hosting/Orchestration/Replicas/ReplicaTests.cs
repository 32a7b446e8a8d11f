using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using ScaleApp.Hosting.Balancing;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Orchestration.Replicas;

public class ReplicaTests
{
    private readonly FakePrograms _programs = new();

    [Fact]
    public async Task A_replica_that_was_healthy_is_started_again_after_a_pause_however_often_it_dies()
    {
        await using var replica = _programs.CreateReplica(checks: new FakeCheck(true));
        replica.Start();

        foreach (var pause in (int[])[1, 2, 4, 8, 16])
        {
            var process = await _programs.NextAsync();
            await UntilAsync(replica, now => now.IsReady);
            process.Exit(3);
            var dead = await UntilAsync(replica, now => now.Reason is not null);
            Assert.Contains("exited with code 3", dead.Reason);
            Assert.Contains($"next try in {pause} s", dead.Reason);
            Assert.Equal(pause == 1 ? ReplicaPhase.Exited : ReplicaPhase.CrashLoop, dead.Phase);
            await _programs.PassAsync(TimeSpan.FromSeconds(pause));
        }

        await _programs.NextAsync();
    }

    [Fact]
    public async Task A_replica_that_was_never_healthy_is_given_up_after_three_tries()
    {
        await using var replica = _programs.CreateReplica(checks: new FakeCheck(false));
        replica.Start();

        foreach (var pause in (int[])[1, 2, 0])
        {
            var process = await _programs.NextAsync();
            process.Write("no such table");
            process.Exit(3);
            await UntilAsync(replica, now => now.Reason is not null);
            await (pause > 0 ? _programs.PassAsync(TimeSpan.FromSeconds(pause)) : Task.CompletedTask);
        }

        var failed = await UntilAsync(replica, now => now.Phase == ReplicaPhase.FailedToStart);
        Assert.Equal("exited with code 3 3 times", failed.Reason);
        Assert.Equal("no such table", Assert.Single(failed.LastLines));
        Assert.Equal(3, failed.ExitCode);
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_is_not_tried_again()
    {
        _programs.Refusal = new ScaleApp.Hosting.DistributedApplicationException("it is not built");
        await using var replica = _programs.CreateReplica();
        replica.Start();

        var failed = await UntilAsync(replica, now => now.Phase == ReplicaPhase.FailedToStart);

        Assert.Equal("it is not built", failed.Reason);
        Assert.Single(_programs.Ports);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_program_that_is_meant_to_end_is_finished_whatever_its_exit_code(int exitCode)
    {
        await using var replica = _programs.CreateReplica(isMeantToEnd: true);
        replica.Start();

        (await _programs.NextAsync()).Exit(exitCode);

        var finished = await UntilAsync(replica, now => now.Phase == ReplicaPhase.Finished);
        Assert.Equal(exitCode, finished.ExitCode);
    }

    [Fact]
    public async Task A_replica_whose_port_is_taken_is_started_at_once_on_another()
    {
        await using var balancer = Balancer();
        await using var replica = _programs.CreateReplica(balancer: balancer, checks: new FakeCheck(false));
        replica.Start();

        var process = await _programs.NextAsync();
        process.Write("Failed to bind to address http://127.0.0.1:20000: address already in use.");
        process.Exit(134);
        await _programs.NextAsync();

        Assert.Equal(2, _programs.Ports.Select(ports => ports["http"]).Distinct().Count());
        await UntilAsync(replica, now => now.Phase == ReplicaPhase.Running);
    }

    [Fact]
    public async Task A_replica_gets_requests_only_while_its_checks_pass_and_it_lives()
    {
        await using var balancer = Balancer();
        var check = new FakeCheck(false);
        await using var replica = _programs.CreateReplica(balancer: balancer, checks: check);
        replica.Start();
        var process = await _programs.NextAsync();
        await UntilAsync(replica, now => now.Checks is [{ Status: HealthStatus.Unhealthy, Description: "not now" }]);
        Assert.False(balancer.Destinations.Single().IsReady);

        check.IsHealthy = true;
        await _programs.PassAsync(_programs.Options.StartingCheckInterval);
        await UntilAsync(replica, now => now.IsReady);
        Assert.True(balancer.Destinations.Single().IsReady);

        process.Exit(137);
        await UntilAsync(replica, now => !now.IsReady && now.ProcessId is null);
        Assert.Empty(balancer.Destinations);
    }

    [Fact]
    public async Task A_stop_ends_the_pause_between_two_tries()
    {
        await using var replica = _programs.CreateReplica(checks: new FakeCheck(true));
        replica.Start();
        var process = await _programs.NextAsync();
        await UntilAsync(replica, now => now.IsReady);
        process.Exit(1);
        await UntilAsync(replica, now => now.Phase == ReplicaPhase.Exited);

        await replica.StopAsync(TimeSpan.Zero, CancellationToken.None).WaitAsync(Eventually.Default);

        Assert.Equal(ReplicaPhase.Exited, replica.Status.Value.Phase);
        Assert.Null(replica.Status.Value.Reason);
    }

    [Fact]
    public async Task Stopping_twice_and_starting_again_is_fine()
    {
        await using var replica = _programs.CreateReplica(checks: new FakeCheck(true));
        await replica.StopAsync(TimeSpan.Zero, CancellationToken.None);
        replica.Start();
        replica.Start();
        await _programs.NextAsync();
        await Task.WhenAll(
            replica.StopAsync(TimeSpan.Zero, CancellationToken.None), replica.StopAsync(TimeSpan.Zero, CancellationToken.None));
        Assert.Equal(ReplicaPhase.Exited, replica.Status.Value.Phase);

        replica.Start();
        await UntilAsync(replica, now => now.IsReady);
        Assert.Equal(2, _programs.Ports.Count);
    }

    private static ILoadBalancer Balancer() => new LoadBalancerFactory(NullLoggerFactory.Instance, TimeProvider.System).Create(
        new LoadBalancerOptions { ResourceName = "api", EndpointName = "http", Scheme = "http" });

    private static Task<ReplicaStatus> UntilAsync(Replica replica, Func<ReplicaStatus, bool> wanted) =>
        replica.Status.WaitAsync(wanted, CancellationToken.None).WaitAsync(Eventually.Default);
}
