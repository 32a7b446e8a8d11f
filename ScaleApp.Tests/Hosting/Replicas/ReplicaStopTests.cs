namespace ScaleApp.Tests.Hosting.Replicas;

[Trait("Category", "Chaos")]
public class ReplicaStopTests
{
    [Fact]
    public async Task Commands_let_slow_requests_finish_within_the_grace()
    {
        await using var topology = TestTopology.CreateSupervised();
        IResourceBuilder<ProjectResource>[] programs = [.. ((string[])["stopped", "restarted", "killed"]).Select(name => topology.AddProgram(name, "replica").WithHttpEndpoint())];
        await topology.StartAsync();
        Replica[] replicas = [.. await Task.WhenAll(programs.Select(async program => (await topology.RunningAsync(program, 1)).Single()))];
        using var stopped = await ClientAsync(replicas[0]);
        using var restarted = await ClientAsync(replicas[1]);
        using var killed = await ClientAsync(replicas[2]);

        // Longer than the six seconds after which the orchestrator kills.
        Task<HttpResponseMessage>[] slow = [stopped.GetAsync("/slow/7"), restarted.GetAsync("/slow/7"), killed.GetAsync("/slow/60")];
        var kill = topology.Supervisor.StopAsync(replicas[2].Id, TimeSpan.FromSeconds(1), CancellationToken.None);
        await Task.WhenAll(
            topology.ExecuteAsync(replicas[0].Id, KnownResourceCommands.StopCommand), topology.ExecuteAsync(replicas[1].Id, KnownResourceCommands.RestartCommand), kill);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await slow[0]).StatusCode, (await slow[1]).StatusCode));
        await topology.RowAsync("stopped", KnownResourceStates.Finished);
        await topology.RowAsync("restarted", KnownResourceStates.Running);
        Assert.True((await kill).Success, (await kill).Message);
        await Assert.ThrowsAsync<HttpRequestException>(() => slow[2]);
        Assert.Contains(topology.Warnings, line => line.StartsWith($"{replicas[2].Id} did not end within", StringComparison.Ordinal));

        var unknown = await topology.Supervisor.StopAsync("api-none", TimeSpan.FromSeconds(1), CancellationToken.None);
        Assert.Equal((false, "Replica 'api-none' does not exist."), (unknown.Success, unknown.Message));
    }

    [Fact]
    public async Task Requests_finish_while_the_AppHost_stops()
    {
        await using var topology = TestTopology.CreateSupervised();
        var web = topology.AddProgram("web", "replica").WithHttpEndpoint();
        await topology.StartAsync();
        using var http = await ClientAsync((await topology.RunningAsync(web, 1)).Single());

        var slow = http.GetAsync("/slow/8");
        await topology.App.StopAsync();

        Assert.Equal(HttpStatusCode.OK, (await slow).StatusCode);
    }

    [Fact]
    public async Task AppHost_stops_although_a_replica_outlasts_the_grace()
    {
        await using var topology = TestTopology.CreateSupervised("--ReplicaSupervision:ShutdownGrace=00:00:01");
        var web = topology.AddProgram("web", "replica").WithHttpEndpoint();
        await topology.StartAsync();
        using var http = await ClientAsync((await topology.RunningAsync(web, 1)).Single());

        var slow = http.GetAsync("/slow/60");
        await topology.App.StopAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => slow);
        Assert.Contains("1 replicas did not end within 00:00:01 of SIGTERM. Aspire ends them.", topology.Warnings);
    }

    private static async Task<HttpClient> ClientAsync(Replica replica)
    {
        var http = new HttpClient { BaseAddress = replica.Address };
        await Eventually.IsAsync(() => http.GetStringAsync("/health"), answer => answer == "healthy", "the replica listens");
        return http;
    }
}
