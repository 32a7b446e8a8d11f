using ScaleApp.Bench.Checking;

namespace ScaleApp.Tests.EndToEnd;

[Collection(ShopTests.Name)]
public class SharedStateTests(ShopFixture shop)
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Processes_share_the_connections_of_PostgreSQL()
    {
        await shop.Topology.Replicas("worker").AreRunningAsync();
        Assert.True(shop.Topology.App.ResourceNotifications.TryGetCurrentState(shop.Topology.Replicas("worker").Wanted[0].Id, out var worker));
        var connection = worker.Snapshot.EnvironmentVariables.Single(variable => variable.Name == "ConnectionStrings__shopdb");

        // 200 connections, 10 of them reserved; migrations, two workers and the six replicas of the API that there may be.
        Assert.EndsWith("Maximum Pool Size=21", connection.Value);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Checklist_has_no_failing_line()
    {
        using var checkedShop = new CheckedShop(shop.Address);
        var lines = new List<CheckLine>();

        // Other tests may be killing workers, whose jobs then run twice.
        await foreach (var line in new Checklist(checkedShop, requests: 1_000, mailFolder: null).RunAsync(CancellationToken.None))
        {
            lines.Add(line);
        }

        Assert.All(lines, line => Assert.True(line.Outcome != CheckOutcome.Failed, $"{line}"));
        Assert.Equal("jobs", Assert.Single(lines, line => line.Outcome == CheckOutcome.Skipped).Name);
    }
}
