using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

public sealed class ResourceNotificationServiceTests : IDisposable
{
    private readonly IDistributedApplicationBuilder _builder = Topology.Create();
    private readonly ExecutableResource _api;
    private readonly DistributedApplication _application;

    public ResourceNotificationServiceTests()
    {
        _api = _builder.AddProgram("api").WithCommand("flush", "Flush", _ => Task.FromResult(CommandResults.Success()), new()
        {
            UpdateState = context => context.ResourceSnapshot.State?.Text == "Running"
                ? ResourceCommandState.Enabled
                : ResourceCommandState.Disabled,
        }).Resource;
        _application = _builder.Build();
    }

    private ResourceNotificationService Notifications => _application.ResourceNotifications;

    public void Dispose() => _application.Dispose();

    [Fact]
    public async Task A_watcher_sees_what_is_known_and_then_every_change_in_order()
    {
        await PublishAsync("Waiting");
        await using var watcher = Notifications.WatchAsync().GetAsyncEnumerator();
        await PublishAsync("Starting");
        Assert.True(await watcher.MoveNextAsync());
        Assert.Equal("Starting", watcher.Current.Snapshot.State?.Text);

        await PublishAsync("Running");
        await PublishAsync("Stopping");

        Assert.True(await watcher.MoveNextAsync());
        Assert.Equal("Running", watcher.Current.Snapshot.State?.Text);
        Assert.True(await watcher.MoveNextAsync());
        Assert.Equal("Stopping", watcher.Current.Snapshot.State?.Text);
    }

    [Fact]
    public async Task A_wait_for_a_state_ends_when_it_is_reached()
    {
        var wait = Notifications.WaitForResourceAsync("API", ["Running", "FailedToStart"]);
        await PublishAsync("Starting");
        Assert.False(wait.IsCompleted);

        await PublishAsync("Running");

        Assert.Equal("Running", await wait.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_wait_for_a_state_that_is_reached_already_ends_at_once()
    {
        await PublishAsync("Running");

        await Notifications.WaitForResourceAsync("api").WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_healthy_replica_does_not_make_its_resource_healthy()
    {
        var wait = Notifications.WaitForResourceHealthyAsync("api");
        await Notifications.PublishUpdateAsync(_api, "api-1", now => now with { State = "Running" });
        await PublishAsync("Running", new HealthReportSnapshot("c", HealthStatus.Unhealthy, "one of two", null));
        Assert.False(wait.IsCompleted);

        await PublishAsync("Running", new HealthReportSnapshot("c", HealthStatus.Healthy, null, null));

        Assert.Equal("api", (await wait.WaitAsync(TimeSpan.FromSeconds(10))).ResourceId);
    }

    [Fact]
    public async Task A_wait_for_health_fails_when_the_resource_has_failed()
    {
        var wait = Notifications.WaitForResourceHealthyAsync("api");

        await Notifications.PublishUpdateAsync(_api, now => now with { State = "FailedToStart", ExitCode = 3 });

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => wait.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Contains("'api'", error.Message);
        Assert.Contains("exit code 3", error.Message);
    }

    [Fact]
    public async Task A_patient_wait_for_health_goes_on_when_the_resource_has_failed()
    {
        var wait = Notifications.WaitForResourceHealthyAsync("api", WaitBehavior.WaitOnResourceUnavailable);
        await PublishAsync("FailedToStart");
        await PublishAsync("Running");

        Assert.Equal("Running", (await wait.WaitAsync(TimeSpan.FromSeconds(10))).Snapshot.State?.Text);
    }

    [Fact]
    public async Task A_wait_ends_with_its_caller()
    {
        using var caller = new CancellationTokenSource();
        var wait = Notifications.WaitForResourceAsync("api", "Running", caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task Replicas_are_known_beside_their_resource_and_forgotten_for_good()
    {
        await PublishAsync("Running");
        await Notifications.PublishUpdateAsync(_api, "api-1", now => now with { State = "Running" });
        await Notifications.PublishUpdateAsync(_api, "api-2", now => now with { State = "Starting" });
        Assert.Equal(["api-1", "api-2"], Notifications.GetReplicas(_api).Select(replica => replica.ResourceId).Order());

        Notifications.Remove("api-1");

        Assert.False(Notifications.TryGetCurrentState("api-1", out _));
        Assert.Equal("api-2", Assert.Single(Notifications.GetReplicas(_api)).ResourceId);
    }

    [Fact]
    public async Task Updates_from_many_threads_are_all_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await Notifications.PublishUpdateAsync(_api, now => now with { ExitCode = (now.ExitCode ?? 0) + 1 });
            }
        })));

        Assert.True(Notifications.TryGetCurrentState("api", out var current));
        Assert.Equal(1600, current.Snapshot.ExitCode);
    }

    [Fact]
    public async Task A_command_can_be_used_only_in_the_states_that_allow_it()
    {
        await PublishAsync("Starting");
        Assert.False((await _application.ResourceCommands.ExecuteCommandAsync("api", "flush")).Success);

        await PublishAsync("Running");

        Assert.True((await _application.ResourceCommands.ExecuteCommandAsync("api", "flush")).Success);
        Assert.True(Notifications.TryGetCurrentState("api", out var current));
        Assert.Equal(ResourceCommandState.Enabled, Assert.Single(current.Snapshot.Commands).State);
    }

    [Fact]
    public void A_check_that_has_not_run_counts_as_unhealthy_and_a_resource_that_does_not_run_has_no_health()
    {
        var running = new CustomResourceSnapshot { ResourceType = "t", Properties = [], State = "Running" };
        var unchecked_ = running with { HealthReports = [new("c", null, null, null)] };

        Assert.Equal(HealthStatus.Healthy, running.HealthStatus);
        Assert.Equal(HealthStatus.Unhealthy, unchecked_.HealthStatus);
        Assert.Null((running with { State = "Starting" }).HealthStatus);
    }

    private Task PublishAsync(string state, params HealthReportSnapshot[] reports) =>
        Notifications.PublishUpdateAsync(_api, now => now with { State = state, HealthReports = [.. reports] });
}
