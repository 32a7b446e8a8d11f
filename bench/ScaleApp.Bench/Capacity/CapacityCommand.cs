using System.CommandLine;
using System.Text.Json;
using Npgsql;
using ScaleApp.Bench.Http;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Capacity;

/// <summary>How many replicas a peak needs: what one bears, what follows, and whether two bear twice as much.</summary>
internal static class CapacityCommand
{
    private const int Workers = 2, Migrations = 1;

    // At each replica, so that each of them compiles.
    private const int WarmUpRate = 200;

    private const int LeastWarmUps = 9, MostWarmUps = 30;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var peak = Number("--peak", "Requests a second at the peak.", 500, 1, 1_000_000);
        var usual = new Option<double?>("--usual") { Description = "Requests a second on an ordinary day. Default: a quarter of the peak." };
        var p99 = Number("--p99", "Milliseconds in which 99 of 100 requests are answered.", 100, 1, 10_000);
        var processors = Number("--processors", "Processors that a replica may use, as the limit of its container.", 0.3, 0.05, 64);
        var seconds = Number("--step", "Seconds that each rate is held.", 30, 2, 600);
        var json = BenchCommand.Json();
        var command = new Command("capacity", "How many replicas a peak needs, by a mix of requests that arrive at constant rates. Needs root, for the limits of the replicas.")
        {
            peak, usual, p99, processors, seconds, json,
        };
        command.Run((parsed, ct) => RunAsync(
            parsed.GetValue(peak), parsed.GetValue(usual) ?? parsed.GetValue(peak) / 4, TimeSpan.FromMilliseconds(parsed.GetValue(p99)),
            parsed.GetValue(processors), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(json), ct));
        return command;
    }

    private static async Task RunAsync(double peak, double usual, TimeSpan p99, double processors, TimeSpan step, bool json, CancellationToken ct)
    {
        var machine = Environment.ProcessorCount;
        if ((2 * processors) + 1 > machine)
        {
            throw new BenchException(
                $"Two replicas of {processors} processors and everything else do not fit into the {machine} processors of this machine: "
                + $"give --processors of at most {(machine - 1) / 2.0:0.##}.");
        }

        Console.Error.WriteLine(
            $"Each replica may use {processors} of this machine's {machine} processors; the gateway, Redis, PostgreSQL and the load share the rest.");
        var (one, size) = await MeasureAsync(replicas: 1, start: 1000 * processors, p99, processors, step, ct);
        var plan = CapacityPlan.For(one, peak, usual, size, Workers + Migrations);
        var predicted = 2 * one.Rate;
        var (two, _) = await MeasureAsync(replicas: 2, start: predicted * 0.7, p99, processors, step, ct);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { plan, one, two, predicted, ratio = two.Rate / predicted }, JsonSerializerOptions.Web));
            return;
        }

        Print(plan, peak, usual, p99);
        Console.WriteLine($"Two replicas: {predicted:0} requests/s predicted, {two.Rate:0} measured ({two.Rate / predicted:0.00}).");
    }

    private static void Print(CapacityPlan plan, double peak, double usual, TimeSpan p99)
    {
        Console.WriteLine($"One replica: {plan.RequestsPerReplica:0} requests/s with a 99th percentile of {p99.TotalMilliseconds:0} ms.");
        Console.WriteLine($"Replicas, with {CapacityPlan.Headroom:P0} headroom: {plan.MinReplicas} for {usual:0} requests/s, {plan.MaxReplicas} for {peak:0}.");
        Console.WriteLine($"  AppHost.cs: .WithReplicas({plan.MinReplicas}).WithScaling(min: {plan.MinReplicas}, max: {plan.MaxReplicas})");
        Console.WriteLine($"Connections of each process to PostgreSQL: {plan.PoolSize} (Maximum Pool Size).");
        Console.WriteLine($"Autoscaler: TargetProcessors {plan.TargetProcessors:0.00}, TargetRequests {plan.TargetRequests:0.0}.");
    }

    private static async Task<(LoadStep Best, int Connections)> MeasureAsync(
        int replicas, double start, TimeSpan p99, double processors, TimeSpan step, CancellationToken ct)
    {
        await using var shop = await ShopRun.StartAsync(replicas, ct);
        int[] processes = [.. (await shop.ReplicasAsync(replicas, ct)).Select(replica => replica.ProcessId)];
        using var visitors = await ShopVisitors.EnterAsync(shop.Gateway, ct);
        var load = new ArrivalLoad(visitors.SendAsync);
        TimeSpan Used() => TimeSpan.FromTicks(processes.Sum(process => MeasuredProcess.CpuTimeOf(process).Ticks));

        await WarmUpAsync(rate => load.RunAsync(rate, WarmUp, Used, ct), replicas);
        var quotas = processes.Select(process => ProcessorQuota.Limit(process, processors)).ToArray();
        try
        {
            await UntilIdleAsync(Used, processors * replicas / 4, ct);
            var best = await new CapacitySearch(async rate =>
            {
                var result = await load.RunAsync(rate, step, Used, ct);
                Console.Error.WriteLine(
                    $"{replicas} replica{(replicas == 1 ? " " : "s")} {rate,7:0.0} requests/s: p99 {result.P99.TotalMilliseconds,6:0} ms, {result.Failed} failed, {result.Processors:0.00} processors");
                if (!result.Meets(p99))
                {
                    await UntilIdleAsync(Used, processors * replicas / 4, ct);
                }

                return result;
            }, p99).FindAsync(start);
            return (best ?? throw new BenchException($"Not even {start:0} requests/s are answered within {p99.TotalMilliseconds:0} ms."),
                await ConnectionsAsync(shop.Database, ct));
        }
        finally
        {
            Array.ForEach(quotas, quota => quota.Dispose());
        }
    }

    /// <summary>Until a request costs no less than before: .NET compiles what is used often again, in seconds without limits and in minutes with them.</summary>
    private static async Task WarmUpAsync(Func<double, Task<LoadStep>> run, int replicas)
    {
        const double Settled = 0.95;
        var before = double.PositiveInfinity;
        for (var round = 0; round < MostWarmUps; round++)
        {
            var used = (await run(WarmUpRate * replicas)).Processors;
            Console.Error.WriteLine($"Warm-up at {WarmUpRate} requests/s a replica: {used / replicas:0.00} processors each");
            if (round >= LeastWarmUps && used > before * Settled)
            {
                return;
            }

            before = used;
        }
    }

    /// <summary>Waits until the replicas use little, a minute at most: an overloaded replica works off what it has accepted after its callers have gone.</summary>
    private static async Task UntilIdleAsync(Func<TimeSpan> used, double processors, CancellationToken ct)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var before = used();
        for (var waited = 0; waited < 60 && await second.WaitForNextTickAsync(ct); waited++)
        {
            var now = used();
            if ((now - before).TotalSeconds < processors)
            {
                return;
            }

            before = now;
        }
    }

    /// <summary>Connections that PostgreSQL has, without ten for administration.</summary>
    private static async Task<int> ConnectionsAsync(string database, CancellationToken ct)
    {
        const int Reserve = 10;
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("SELECT current_setting('max_connections')::int");
        return (int)(await command.ExecuteScalarAsync(ct))! - Reserve;
    }

    private static Option<double> Number(string name, string description, double standard, double least, double most)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is var value && !(value >= least && value <= most))
            {
                result.AddError($"{name} is from {least} to {most}.");
            }
        });
        return option;
    }
}
