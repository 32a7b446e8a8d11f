using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration;
using ScaleApp.Hosting.Orchestration.Resources;
using ScaleApp.Hosting.Orchestration.Waiting;

namespace ScaleApp.Tests.Hosting.Orchestration.Waiting;

public class DependencyWaiterTests
{
    private readonly Part _needed = new("needed");
    private readonly Part _api = new("api");
    private readonly Observed<ResourceStatus> _status = new(new(ResourcePhase.Starting));
    private readonly List<string> _told = [];

    private sealed class Part(string name) : Resource(name);

    [Theory]
    [InlineData(WaitType.WaitUntilHealthy, "Ready")]
    [InlineData(WaitType.WaitUntilStarted, "Running")]
    [InlineData(WaitType.WaitForCompletion, "Finished")]
    public async Task It_goes_on_when_what_it_waits_for_is_there(WaitType type, string phase)
    {
        var waiting = Wait(type);
        Assert.False(waiting.IsCompleted);
        Assert.Contains("'needed' to", Assert.Single(_told));

        _status.Update(_ => new(Enum.Parse<ResourcePhase>(phase)) { ExitCode = 0 });

        await waiting;
    }

    [Fact]
    public async Task A_running_resource_is_not_yet_a_healthy_one()
    {
        var waiting = Wait(WaitType.WaitUntilHealthy);

        _status.Update(_ => new(ResourcePhase.Running));
        Assert.False(waiting.IsCompleted);

        _status.Update(_ => new(ResourcePhase.Ready));
        await waiting;
    }

    [Fact]
    public async Task Nothing_is_said_when_there_is_nothing_to_wait_for()
    {
        _status.Update(_ => new(ResourcePhase.Ready));

        await Wait(WaitType.WaitUntilHealthy);

        Assert.Empty(_told);
    }

    [Fact]
    public async Task Another_exit_code_than_the_expected_one_fails_and_names_both()
    {
        _status.Update(_ => new(ResourcePhase.Finished) { ExitCode = 2 });

        var error = await Assert.ThrowsAsync<DependencyException>(() => Wait(WaitType.WaitForCompletion));

        Assert.Equal("'api' waits for 'needed' to end with exit code 0, but it ended with exit code 2", error.Message);
    }

    [Fact]
    public async Task Waiting_for_the_health_of_a_program_that_ends_says_what_to_use_instead()
    {
        _status.Update(_ => new(ResourcePhase.Finished) { ExitCode = 0 });

        var error = await Assert.ThrowsAsync<DependencyException>(() => Wait(WaitType.WaitUntilHealthy));

        Assert.Contains("WaitForCompletion", error.Message);
    }

    [Fact]
    public async Task A_stopped_resource_is_waited_for_because_somebody_may_start_it_again()
    {
        _status.Update(_ => new(ResourcePhase.Stopped));
        var waiting = Wait(WaitType.WaitUntilHealthy);
        Assert.False(waiting.IsCompleted);

        _status.Update(_ => new(ResourcePhase.Ready));
        await waiting;
    }

    [Fact]
    public async Task Who_wants_to_wait_on_whatever_happens_does()
    {
        _status.Update(_ => new(ResourcePhase.Failed));
        var waiting = Wait(WaitType.WaitUntilHealthy, WaitBehavior.WaitOnResourceUnavailable);
        Assert.False(waiting.IsCompleted);

        _status.Update(_ => new(ResourcePhase.Ready));
        await waiting;
    }

    private Task Wait(WaitType type, WaitBehavior? behavior = null)
    {
        _api.Annotations.Add(new WaitAnnotation(_needed, type) { WaitBehavior = behavior });
        return new DependencyWaiter(resource => resource == _needed ? _status : null).WaitAsync(_api, _told.Add, CancellationToken.None);
    }
}
