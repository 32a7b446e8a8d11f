using System.Net;
using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Tests.Hosting.Orchestration;

public class ScaleCommandsTests
{
    [Fact]
    public async Task A_resource_is_scaled_up_to_twice_what_it_was_declared_with_and_down_to_one()
    {
        await using var topology = new TestTopology();
        topology.AddServer("web", 2);
        await topology.StartAsync();
        await topology.HealthyAsync("web");
        var commands = topology.Application.ResourceCommands;

        Assert.True((await commands.ScaleAsync("web", 4)).Success);
        await topology.HealthyAsync("web");
        Assert.Equal([0, 1, 2, 3], topology.Replicas("web").Replicas.Select(replica => replica.Index));

        Assert.True((await commands.ScaleAsync("web", 1)).Success);
        Assert.Single(topology.Replicas("web").Replicas);

        var tooMany = await commands.ScaleAsync("web", 5);
        Assert.False(tooMany.Success);
        Assert.Contains("1 to 4 replicas, not 5", tooMany.ErrorMessage);
        Assert.False((await commands.ScaleAsync("web", 0)).Success);
        Assert.Contains("no resource 'nothing'", (await commands.ScaleAsync("nothing", 1)).ErrorMessage);
    }

    [Fact]
    public async Task A_rolling_restart_replaces_every_process_and_no_request_fails()
    {
        await using var topology = new TestTopology();
        topology.AddServer("web", 2);
        await topology.StartAsync();
        await topology.HealthyAsync("web");
        var before = Processes(topology);
        using var client = topology.Client("web");
        using var enough = new CancellationTokenSource();
        var load = LoadAsync(client, enough.Token);

        var result = await topology.Application.ResourceCommands
            .ExecuteCommandAsync("web", KnownResourceCommands.RollingRestartCommand).WaitAsync(TimeSpan.FromSeconds(60));
        await enough.CancelAsync();

        Assert.True(result.Success, result.ErrorMessage);
        Assert.Empty(before.Intersect(Processes(topology)));
        var answers = await load;
        Assert.NotEmpty(answers);
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task A_rolling_restart_is_offered_only_where_others_serve_meanwhile()
    {
        await using var topology = new TestTopology();
        topology.AddServer("one");
        topology.AddServer("two", 2);
        await topology.StartAsync();
        await topology.HealthyAsync("two");

        Assert.Equal(ResourceCommandState.Hidden, StateOf(topology, "one"));
        Assert.Equal(ResourceCommandState.Enabled, StateOf(topology, "two"));
        Assert.Equal(ResourceCommandState.Hidden, StateOf(topology, topology.Replicas("two").Replicas[0].Id));
    }

    private static int?[] Processes(TestTopology topology) =>
        [.. topology.Replicas("web").Replicas.Select(replica => replica.Status.Value.ProcessId)];

    private static ResourceCommandState StateOf(TestTopology topology, string id)
    {
        Assert.True(topology.Notifications.TryGetCurrentState(id, out var known));
        return known.Snapshot.Commands.Single(command => command.Name == KnownResourceCommands.RollingRestartCommand).State;
    }

    private static async Task<List<HttpStatusCode>> LoadAsync(HttpClient client, CancellationToken enough)
    {
        var answers = new List<HttpStatusCode>();
        while (!enough.IsCancellationRequested)
        {
            using var response = await client.GetAsync(new Uri("/whoami", UriKind.Relative), CancellationToken.None);
            answers.Add(response.StatusCode);
        }

        return answers;
    }
}
