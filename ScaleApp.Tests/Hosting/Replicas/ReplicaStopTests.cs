using System.Net;
using Aspire.Hosting;
using ScaleApp.Hosting;

namespace ScaleApp.Tests.Hosting.Replicas;

[Trait("Category", "Chaos")]
public class ReplicaStopTests
{
    [Theory]
    [InlineData("stop", "Finished")]
    [InlineData("restart", "Running")]
    public async Task Command_lets_a_request_longer_than_six_seconds_finish(string command, string stateThen)
    {
        await using var topology = TestTopology.Create();
        topology.Builder.UseReplicaSupervision();
        var web = topology.AddProgram("web", "replica").WithHttpEndpoint();
        await topology.StartAsync();
        var replica = (await topology.RunningAsync(web, 1)).Single();
        using var http = await ClientAsync(replica);

        var slow = http.GetAsync("/slow/7");
        await topology.ExecuteAsync(replica.Id, command);

        Assert.Equal(HttpStatusCode.OK, (await slow).StatusCode);
        await topology.RowAsync("web", seen => seen.Snapshot.State?.Text == stateThen);
    }

    [Fact]
    public async Task Replica_that_outlasts_its_grace_is_killed()
    {
        await using var topology = TestTopology.Create();
        topology.Builder.UseReplicaSupervision();
        var web = topology.AddProgram("web", "replica").WithHttpEndpoint();
        await topology.StartAsync();
        var replica = (await topology.RunningAsync(web, 1)).Single();
        using var http = await ClientAsync(replica);

        var slow = http.GetAsync("/slow/60");
        var stopped = await topology.Supervisor.StopAsync(replica.Id, TimeSpan.FromSeconds(1), CancellationToken.None);

        Assert.True(stopped.Success, stopped.Message);
        await Assert.ThrowsAsync<HttpRequestException>(() => slow);
        Assert.Contains(topology.Warnings, line => line.StartsWith($"{replica.Id} did not end within", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requests_finish_while_the_AppHost_stops()
    {
        await using var topology = TestTopology.Create();
        topology.Builder.UseReplicaSupervision();
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
        await using var topology = TestTopology.Create("--ReplicaSupervision:ShutdownGrace=00:00:01");
        topology.Builder.UseReplicaSupervision();
        var web = topology.AddProgram("web", "replica").WithHttpEndpoint();
        await topology.StartAsync();
        using var http = await ClientAsync((await topology.RunningAsync(web, 1)).Single());

        var slow = http.GetAsync("/slow/60");
        await topology.App.StopAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => slow);
        Assert.Contains("1 replicas did not end within 00:00:01 of SIGTERM. Aspire ends them.", topology.Warnings);
    }

    [Fact]
    public async Task Unknown_replica_is_refused()
    {
        await using var topology = TestTopology.Create();
        topology.Builder.UseReplicaSupervision();
        await topology.StartAsync();

        var stopped = await topology.Supervisor.StopAsync("api-none", TimeSpan.FromSeconds(1), CancellationToken.None);

        Assert.False(stopped.Success);
        Assert.Equal("There is no replica 'api-none'.", stopped.Message);
    }

    private static async Task<HttpClient> ClientAsync(Replica replica)
    {
        var http = new HttpClient { BaseAddress = replica.Address };
        await Eventually.IsAsync(() => http.GetStringAsync("/health"), answer => answer == "healthy", "the replica listens");
        return http;
    }
}
