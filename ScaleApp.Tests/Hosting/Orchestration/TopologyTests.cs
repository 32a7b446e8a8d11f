using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Orchestration;

public class TopologyTests
{
    [Fact]
    public async Task Replicas_share_one_address_and_each_has_an_id_an_index_and_a_port_of_its_own()
    {
        await using var topology = new TestTopology();
        topology.AddServer("api", replicas: 2);
        await topology.StartAsync();
        await topology.HealthyAsync("api");
        using var client = topology.Client("api");

        var answers = new HashSet<string>();
        for (var i = 0; i < 6; i++)
        {
            answers.Add(await client.GetStringAsync("/whoami"));
        }

        Assert.Equal(["0", "1"], answers.Select(answer => answer.Split(' ')[0]).Order());
        var replicas = topology.Notifications.GetReplicas(topology.Topology.Find("api")!.Value.Controller.Resource);
        Assert.Equal(2, replicas.Select(replica => replica.ResourceId).Distinct().Count());
        Assert.Equal(2, replicas.SelectMany(replica => replica.Snapshot.Urls).Select(url => url.Url).Distinct().Count());
        Assert.All(replicas, replica => Assert.StartsWith("api-", replica.ResourceId));
    }

    [Fact]
    public async Task A_killed_replica_comes_back_and_gets_requests_only_when_its_own_check_passes()
    {
        await using var topology = new TestTopology();
        var gate = Path.Combine(topology.Folder, "closed");
        topology.AddServer("api", replicas: 2, gate);
        await topology.StartAsync();
        await topology.HealthyAsync("api");
        using var client = topology.Client("api");
        var victim = topology.Replicas("api").Replicas[0];
        var survivor = topology.Replicas("api").Replicas[1];
        var before = victim.Status.Value.ProcessId!.Value;

        Process.GetProcessById(before).Kill();
        await victim.Status.WaitAsync(now => !now.IsReady, CancellationToken.None);
        await File.WriteAllTextAsync(gate, "");
        await victim.Status.WaitAsync(now => now is { Phase: ReplicaPhase.Running, Checks.Length: > 0 }, CancellationToken.None);
        for (var i = 0; i < 10 && survivor.Status.Value.IsReady; i++)
        {
            Assert.StartsWith("1 ", await client.GetStringAsync("/whoami"));
        }

        File.Delete(gate);
        await topology.HealthyAsync("api");
        Assert.NotEqual(before, victim.Status.Value.ProcessId);
        await Eventually.IsTrueAsync(
            async () => (await client.GetStringAsync("/whoami")).StartsWith("0 ", StringComparison.Ordinal), "it answers again");
    }

    [Fact]
    public async Task A_resource_waits_for_the_end_of_another_and_says_so()
    {
        await using var topology = new TestTopology();
        var go = Path.Combine(topology.Folder, "go");
        var migrations = topology.AddProject("migrations", "replica-exit", "0", go);
        topology.AddServer("api").Waits(migrations.Resource, WaitType.WaitForCompletion);
        await topology.StartAsync();

        var waiting = await topology.Notifications.WaitForResourceAsync(
            "api", now => now.Snapshot.State?.Text == KnownResourceStates.Waiting
                && now.Snapshot.Properties.Any(property => property.Value is string reason && reason.Contains("'migrations' to end")));
        Assert.Null(waiting.Snapshot.StartTimeStamp);
        await Eventually.IsTrueAsync(() => topology.Console.Contains("Waits for 'migrations'"), "the console says it as well");

        await File.WriteAllTextAsync(go, "");
        await topology.HealthyAsync("api");
        Assert.True(topology.Notifications.TryGetCurrentState("migrations", out var ended));
        Assert.Equal(KnownResourceStates.Finished, ended.Snapshot.State!.Text);
        Assert.Equal(0, ended.Snapshot.ExitCode);
    }

    [Fact]
    public async Task A_program_that_fails_before_others_can_start_ends_the_host_with_one_message()
    {
        await using var topology = new TestTopology();
        var migrations = topology.AddProject("migrations", "replica-exit", "7");
        topology.AddServer("api").Waits(migrations.Resource, WaitType.WaitForCompletion);

        await topology.Application.RunAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Contains("'api' waits for 'migrations' to end with exit code 0, but it ended with exit code 7", Unwrapped(topology.Console));
        Assert.Contains("ends with 7", topology.Console);
        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0;
    }

    [Fact]
    public async Task A_program_that_always_ends_at_once_is_given_up_after_a_few_tries()
    {
        await using var topology = new TestTopology(
            "--ScaleApp:Orchestration:RestartDelay=00:00:00.01", "--ScaleApp:Orchestration:SettleTime=00:00:20",
            "--ScaleApp:Orchestration:ProvenAfter=00:00:20");
        topology.AddProject("broken", "replica-exit", "3");

        await topology.Application.RunAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Contains("'broken' could not be started", topology.Console);
        Assert.Contains("exited with code 3 3 times", topology.Console);
        Assert.Contains("ends with 3", topology.Console);
        Environment.ExitCode = 0;
    }

    [Fact]
    public async Task Nothing_is_left_of_a_topology_that_was_stopped()
    {
        int[] processes;
        int port;
        await using (var topology = new TestTopology())
        {
            topology.AddServer("api", replicas: 2);
            await topology.StartAsync();
            await topology.HealthyAsync("api");
            processes = [.. topology.Replicas("api").Replicas.Select(replica => replica.Status.Value.ProcessId!.Value)];
            port = topology.Topology.Find("api")!.Value.Controller.Endpoints.Bindings[0].Endpoint.AllocatedEndpoint!.Port;
        }

        Assert.All(processes, id => Assert.False(IsAlive(id)));
        Assert.True(ScaleApp.Hosting.Processes.TargetPorts.IsFree(port));
    }

    [Fact]
    public async Task The_number_of_replicas_can_change_while_they_run()
    {
        await using var topology = new TestTopology();
        topology.AddServer("api");
        await topology.StartAsync();
        await topology.HealthyAsync("api");
        var set = topology.Replicas("api");
        using var client = topology.Client("api");

        await set.ScaleAsync(2, CancellationToken.None);
        await set.Status.WaitAsync(now => now.IsReady, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        var slow = client.GetStringAsync("/slow");
        var leaving = set.Replicas[1];
        await set.ScaleAsync(1, CancellationToken.None);

        Assert.Equal("begun done", await slow);
        Assert.Same(set.Replicas.Single(), set.Replicas[0]);
        Assert.False(topology.Notifications.TryGetCurrentState(leaving.Id, out _));
        Assert.StartsWith("0 ", await client.GetStringAsync("/whoami"));
    }

    [Fact]
    public async Task A_replica_and_a_resource_can_be_stopped_and_started_by_command()
    {
        await using var topology = new TestTopology();
        topology.AddServer("api", replicas: 2);
        await topology.StartAsync();
        await topology.HealthyAsync("api");
        var commands = topology.Application.ResourceCommands;
        var replica = topology.Replicas("api").Replicas[1];

        Assert.True((await commands.ExecuteCommandAsync(replica.Id, KnownResourceCommands.StopCommand)).Success);
        Assert.Equal(ReplicaPhase.Exited, replica.Status.Value.Phase);
        Assert.False((await commands.ExecuteCommandAsync(replica.Id, KnownResourceCommands.StopCommand)).Success);
        Assert.True((await commands.ExecuteCommandAsync(replica.Id, KnownResourceCommands.StartCommand)).Success);
        await topology.HealthyAsync("api");

        Assert.True((await commands.ExecuteCommandAsync("api", KnownResourceCommands.StopCommand)).Success);
        Assert.All(topology.Replicas("api").Replicas, each => Assert.Equal(ReplicaPhase.Exited, each.Status.Value.Phase));
        Assert.True((await commands.ExecuteCommandAsync("api", KnownResourceCommands.StartCommand)).Success);
        await topology.HealthyAsync("api");
    }

    [Fact]
    public async Task A_taken_public_port_is_one_message_and_nothing_is_left_running()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        await using var topology = new TestTopology();
        topology.AddServer("first");
        topology.AddProject("second", "replica-server").WithAnnotation(
            new EndpointAnnotation(System.Net.Sockets.ProtocolType.Tcp, "http", port: port));

        var error = await Assert.ThrowsAsync<ScaleApp.Hosting.DistributedApplicationException>(topology.StartAsync);

        Assert.Contains("'second'", error.Message);
        Assert.Contains("'http'", error.Message);
        Assert.Contains($"{port}", error.Message);
        Assert.All(topology.Topology.Controllers, controller => Assert.True(controller.Status.Value.IsAtRest));
        Environment.ExitCode = 0;
    }

    private static string Unwrapped(string console) => console.ReplaceLineEndings(" ").Replace("  ", " ");

    private static bool IsAlive(int processId)
    {
        try
        {
            var state = File.ReadAllText($"/proc/{processId}/stat");
            return !state.Contains(") Z ");
        }
        catch (IOException)
        {
            return false;
        }
    }
}
