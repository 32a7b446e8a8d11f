using ScaleApp.Bench.Probing;
using ScaleApp.Hosting;
using ScaleApp.Tests.Support;
using Xunit.Abstractions;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>What the probe promises to stay zero stays zero while replicas of the API are killed, paused, scaled and restarted.</summary>
[Collection(ShopTests.Name)]
[Trait("Category", "Chaos")]
public class ProbeTests(ShopFixture shop, ITestOutputHelper output)
{
    private ReplicaGroup Api => shop.Topology.Replicas("api");

    [RequiresFact("redis-server", "postgres")]
    public async Task Nothing_is_lost_while_replicas_are_killed_paused_and_scaled()
    {
        await Api.AreRunningAsync();
        await using var probe = await StartAsync();

        var (killed, paused) = (Api.Wanted[0], Api.Wanted[1]);
        Api.Pause(paused, TimeSpan.FromSeconds(3));
        await KillAsync(killed);
        await Api.ScaleAsync(4);
        await KillAsync(paused);
        await Api.ScaleAsync(3);

        var figures = await EndAsync(probe);
        AssertKept(figures);
        Assert.True(figures.HubLosses > 0, "No connection broke.");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Members_of_rooms_are_back_within_three_seconds_in_a_rolling_restart()
    {
        await Api.AreRunningAsync();
        await using var probe = await StartAsync();

        await Api.RollingRestartAsync();

        var figures = await EndAsync(probe);
        AssertKept(figures);
        Assert.True(figures.HubLosses > 0, "No connection broke.");
        Assert.InRange(figures.LongestAbsence, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    /// <summary>Kills a replica, and returns when it runs again.</summary>
    private async Task KillAsync(Replica replica)
    {
        Api.Kill(replica);
        await Eventually.IsTrueAsync(() => Api.Wanted.Any(now => now.Id == replica.Id && now.ProcessId != replica.ProcessId), "the replica has another process", TimeSpan.FromSeconds(60));
        await Api.AreRunningAsync();
    }

    private Task<Probe> StartAsync() => Probe.StartAsync(
        new ProbeOptions([shop.Address], TimeSpan.FromMinutes(2), shop.Topology.MailFolder, ProbeOptions.CacheBound), CancellationToken.None);

    private async Task<ProbeFigures> EndAsync(Probe probe)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var figures = await probe.EndAsync(limit.Token);
        output.WriteLine(ProbeView.Line(figures));
        return figures;
    }

    private static void AssertKept(ProbeFigures figures)
    {
        Assert.True(figures.Served > 100, $"{figures.Served} requests show little.");
        Assert.All(figures.Promises, promise => Assert.Equal((promise.Name, 0L), promise));

        // Without a fault of Redis only what cannot be repeated by the gateway is sent again.
        Assert.All(figures.Requests.Where(kind => !kind.Name.StartsWith("orders", StringComparison.Ordinal)), kind => Assert.Equal((kind.Name, 0L), (kind.Name, kind.Retried)));
    }
}
