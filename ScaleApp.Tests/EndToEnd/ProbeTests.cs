using ScaleApp.Bench.Probing;
using Xunit.Abstractions;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>The probe's counters stay zero while replicas, gateways and Redis fail.</summary>
[Collection(ShopTests.Name)]
[Trait("Category", "Chaos")]
public class ProbeTests(ShopFixture shop, ITestOutputHelper output)
{
    private const string Limit = "limit overshoot";

    private static readonly TimeSpan BackLimit = TimeSpan.FromSeconds(3);

    private ReplicaGroup Api => shop.Topology.Replicas("api");

    [RequiresFact("redis-server", "postgres")]
    public async Task Killing_pausing_and_scaling_replicas_loses_nothing()
    {
        await Api.AreRunningAsync();
        await using var probe = await StartAsync(shop.Address);

        var (killed, paused) = (Api.Wanted[0], Api.Wanted[1]);
        Api.Pause(paused, TimeSpan.FromSeconds(3));
        await Api.KillAsync(killed);
        var serving = await ScaleUntilServingAsync(4);
        await Api.KillAsync(paused);
        await Api.ScaleAsync(3);

        var figures = await EndAsync(probe);
        output.WriteLine($"A new replica served its first request {serving.TotalSeconds:0.0} s after Scale; load {MachineLoad.PerProcessor:0.0}.");
        AssertKept(figures);
        AssertNothingWasRepeated(figures);
        Assert.True(figures.HubLosses > 0, "No connection broke.");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Rolling_restart_reconnects_room_members_within_three_seconds()
    {
        await Api.AreRunningAsync();
        await using var probe = await StartAsync(shop.Address);

        await Api.RollingRestartAsync();

        var figures = await EndAsync(probe);
        AssertKept(figures);
        AssertNothingWasRepeated(figures);
        Assert.True(figures.HubLosses > 0, "No connection broke.");
        AssertWithin(BackLimit, figures.LongestAbsence);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Killed_gateway_loses_nothing_for_clients_with_a_second()
    {
        var (first, second) = (shop.Topology.Replicas("gateway"), shop.Topology.Replicas(ShopFixture.SecondGateway));
        await shop.StartSecondGatewayAsync();
        try
        {
            // Not through Aspire's proxy, which accepts connections even when nothing listens behind it.
            var address = first.Wanted[0].Address!;
            await using var probe = await StartAsync(address, second.Wanted[0].Address!);
            await first.KillAsync(first.Wanted[0]);
            await first.KillAsync(first.Wanted[0]);
            await second.KillAsync(second.Wanted[0]);

            var figures = await EndAsync(probe);
            AssertKept(figures);
            Assert.True(figures.HubLosses > 0, "No connection broke.");
            AssertWithin(BackLimit, figures.LongestAbsence);
        }
        finally
        {
            await second.StopAsync(second.Wanted[0]);
        }
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Redis_faults_while_scaling_affect_only_limits()
    {
        await Api.AreRunningAsync();
        await using var probe = await StartAsync(shop.Address);

        shop.Topology.App.PauseServer("redis", TimeSpan.FromSeconds(3));
        await Api.ScaleAsync(4);
        await Api.AreRunningAsync();
        shop.Topology.App.KillServer("redis");
        await Api.KillAsync(Api.Wanted[0]);
        await shop.ForgetReplicasAsync();
        await Api.ScaleAsync(3);
        await Api.AreRunningAsync();

        var figures = await EndAsync(probe);
        AssertKept(figures, except: Limit);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Command_prints_its_figures_and_succeeds_when_nothing_fails()
    {
        await Api.AreRunningAsync();
        string[] arguments =
        [
            "exec", typeof(Probe).Assembly.Location, "probe", $"{shop.Address}", "--seconds", "6", "--json", "--mail-folder", shop.Topology.MailFolder,
        ];
        using var command = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (figures, lines) = (command.StandardOutput.ReadToEndAsync(), command.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await command.WaitForExitAsync(limit.Token);

        output.WriteLine(await lines);
        Assert.Contains("messages missed 0", await lines, StringComparison.Ordinal);
        var printed = JsonSerializer.Deserialize<JsonElement>(await figures);
        Assert.Equal(0, printed.GetProperty("failed").GetInt64());
        Assert.Equal(0, printed.GetProperty("jobsTwice").GetInt64());
        Assert.Equal(0, command.ExitCode);
    }

    private Task<Probe> StartAsync(params Uri[] gateways) => Probe.StartAsync(
        new ProbeOptions(gateways, TimeSpan.FromMinutes(2), shop.Topology.MailFolder, ProbeOptions.CacheBound), CancellationToken.None);

    private async Task<ProbeFigures> EndAsync(Probe probe)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var figures = await probe.EndAsync(limit.Token);
        output.WriteLine(ProbeView.Line(figures));
        output.WriteLine($"{figures.HubLosses} connections of rooms broke; load {MachineLoad.PerProcessor:0.0}.");
        return figures;
    }

    /// <summary>Scales up, and returns the time until a new replica served.</summary>
    private async Task<TimeSpan> ScaleUntilServingAsync(int replicas)
    {
        using var client = shop.CreateClient();
        var before = Api.Wanted.Select(replica => replica.ProcessId).ToHashSet();
        var watch = Stopwatch.StartNew();
        var scaling = Api.ScaleAsync(replicas);
        await Eventually.IsTrueAsync(
            async () => !before.Contains((await Topology.WhoAmIAsync(client)).ProcessId), "a new replica serves", TimeSpan.FromSeconds(60));
        var elapsed = watch.Elapsed;
        await scaling;
        return elapsed;
    }

    private static void AssertKept(ProbeFigures figures, string? except = null)
    {
        Assert.True(figures.Served > 50, $"{figures.Served} requests show little.");
        Assert.All(figures.Promises.Where(promise => promise.Name != except), promise => Assert.Equal((promise.Name, 0L), promise));
    }

    /// <summary>Without a fault of Redis or a gateway, clients retry only requests that the gateway must not retry.</summary>
    private static void AssertNothingWasRepeated(ProbeFigures figures) => Assert.All(
        figures.Requests.Where(kind => !kind.Name.StartsWith("orders", StringComparison.Ordinal)), kind => Assert.Equal((kind.Name, 0L), (kind.Name, kind.Retried)));

    /// <summary>The limit holds where processors are free; on a busy machine programs wait their turn.</summary>
    private static void AssertWithin(TimeSpan limit, TimeSpan measured) => Assert.InRange(measured, TimeSpan.Zero, limit * MachineLoad.PerProcessor);
}
