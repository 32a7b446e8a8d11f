using System.Diagnostics;
using System.Net;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.EndToEnd;

[Collection(ShopTests.Name)]
public class ReplicaTests(ShopFixture shop)
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Requests_of_one_connection_are_spread_evenly_over_the_replicas()
    {
        const int Requests = 3000;
        using var client = OneConnection();
        var counts = new Dictionary<int, int>();
        for (var i = 0; i < Requests; i++)
        {
            var index = (await Shop.WhoAmIAsync(client)).Index;
            counts[index] = counts.GetValueOrDefault(index) + 1;
        }

        Assert.Equal([0, 1, 2], counts.Keys.Order());
        Assert.All(counts.Values, count => Assert.InRange(count, Requests / 3 * 0.98, Requests / 3 * 1.02));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_replica_killed_under_load_loses_no_request_that_can_be_repeated_and_comes_back()
    {
        using var client = shop.CreateClient();
        var victim = await Shop.WhoAmIAsync(client);
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(_ => LoadAsync(client, enough.Token)).ToArray();

        Process.GetProcessById(victim.ProcessId).Kill();
        await Eventually.IsAsync(
            () => Shop.WhoAmIAsync(client),
            answer => answer.Replica == victim.Replica && answer.ProcessId != victim.ProcessId,
            "the replica answers again, from another process", TimeSpan.FromSeconds(40));
        await enough.CancelAsync();

        var answers = (await Task.WhenAll(load)).SelectMany(each => each).ToArray();
        Assert.True(answers.Length > 100, $"only {answers.Length} requests were made");
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        await shop.Application.ResourceNotifications.WaitForResourceHealthyAsync("api");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Every_replica_is_known_with_its_state_process_and_address()
    {
        await shop.Application.ResourceNotifications.WaitForResourceHealthyAsync("api");
        Assert.True(shop.Application.ResourceNotifications.TryGetCurrentState("api", out var api));

        var replicas = shop.Application.ResourceNotifications.GetReplicas(api.Resource);

        Assert.Equal(3, replicas.Count);
        Assert.All(replicas, replica =>
        {
            Assert.Equal(KnownResourceStates.Running, replica.Snapshot.State!.Text);
            Assert.NotNull(replica.Snapshot.StartTimeStamp);
            Assert.Single(replica.Snapshot.Urls);
            Assert.Contains(replica.Snapshot.Properties, property => property is { Name: "executable.pid", Value: int });
            var connection = replica.Snapshot.EnvironmentVariables.Single(variable => variable.Name == "ConnectionStrings__shopdb");
            Assert.True(connection.IsSensitive);
        });
    }

    private HttpClient OneConnection() => new(new SocketsHttpHandler { MaxConnectionsPerServer = 1 })
    {
        BaseAddress = shop.Address,
    };

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
