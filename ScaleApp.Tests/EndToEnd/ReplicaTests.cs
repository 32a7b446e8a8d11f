using System.Net;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.EndToEnd;

[Collection(ShopTests.Name)]
public class ReplicaTests(ShopFixture shop)
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Requests_of_one_connection_are_spread_over_the_replicas()
    {
        const int Requests = 3000;
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = shop.Address };
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < Requests; i++)
        {
            var replica = (await Topology.WhoAmIAsync(client)).Replica;
            counts[replica] = counts.GetValueOrDefault(replica) + 1;
        }

        Assert.Equal(3, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, Requests / 3 * 0.9, Requests / 3 * 1.1));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Killed_replica_fails_no_repeatable_request_and_is_restarted()
    {
        using var client = shop.CreateClient();
        var victim = await Topology.WhoAmIAsync(client);
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(_ => LoadAsync(client, enough.Token)).ToArray();

        shop.Topology.Kill(victim);
        await Eventually.IsAsync(
            () => Topology.WhoAmIAsync(client),
            answer => answer.Replica == victim.Replica && answer.ProcessId != victim.ProcessId,
            "the replica answers again, from another process", TimeSpan.FromSeconds(40));
        await enough.CancelAsync();

        var answers = (await Task.WhenAll(load)).SelectMany(each => each).ToArray();
        Assert.True(answers.Length > 100, $"only {answers.Length} requests were made");
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        await Api.AreRunningAsync();
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Replica_stopped_by_a_user_stays_stopped_until_started()
    {
        await Api.AreRunningAsync();
        var replica = Api.Wanted[0];

        await Api.StopAsync(replica);
        using var client = shop.CreateClient();
        for (var i = 0; i < 100; i++)
        {
            Assert.NotEqual(replica.ProcessId, (await Topology.WhoAmIAsync(client)).ProcessId);
        }

        Assert.DoesNotContain(Api.Wanted, wanted => wanted.Id == replica.Id);
        await Api.StartAsync(replica);
        await Eventually.IsAsync(() => Topology.WhoAmIAsync(client), answer => replica.Id.EndsWith(answer.Replica, StringComparison.Ordinal),
            "the replica answers again", TimeSpan.FromSeconds(40));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Processes_share_the_connections_of_PostgreSQL()
    {
        await shop.Topology.Replicas("worker").AreRunningAsync();

        Assert.True(shop.Topology.App.ResourceNotifications.TryGetCurrentState(shop.Topology.Replicas("worker").Wanted[0].Id, out var worker));
        var connection = worker.Snapshot.EnvironmentVariables.Single(variable => variable.Name == "ConnectionStrings__shopdb");

        // 200 connections, 10 of them reserved; migrations, two workers and the six replicas of the API that there may be.
        Assert.EndsWith("Maximum Pool Size=21", connection.Value);
    }

    private ReplicaGroup Api => shop.Topology.Replicas("api");

    private static async Task<List<HttpStatusCode>> LoadAsync(HttpClient client, CancellationToken enough)
    {
        var answers = new List<HttpStatusCode>();
        while (!enough.IsCancellationRequested)
        {
            using var response = await client.GetAsync("/api/whoami", CancellationToken.None);
            answers.Add(response.StatusCode);
        }

        return answers;
    }
}
