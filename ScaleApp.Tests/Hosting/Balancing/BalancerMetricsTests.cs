using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ScaleApp.Hosting.Balancing;

namespace ScaleApp.Tests.Hosting.Balancing;

public class BalancerMetricsTests
{
    [Fact]
    public async Task Requests_retries_and_refusals_are_counted_by_resource_and_replica()
    {
        var sums = new ConcurrentDictionary<string, long>();
        using var listener = Listen("counted", sums);
        await using var bad = new RawUpstream("bad", async peer =>
        {
            await peer.ReadHeadAsync();
            peer.Reset();
        });
        await using var good = await KestrelUpstream.NamedAsync("good");
        await using var test = await TestBalancer.StartAsync(TestBalancer.Defaults with { ResourceName = "counted" }, bad.Destination, good.Destination);

        await test.Http.GetStringAsync("/");
        (bad.Destination.IsReady, good.Destination.IsReady) = (false, false);
        using var refused = await test.Http.GetAsync("/");

        Assert.Equal(1, sums["scaleapp.balancer.requests bad"]);
        Assert.Equal(1, sums["scaleapp.balancer.requests good"]);
        Assert.Equal(1, sums["scaleapp.balancer.retries bad"]);
        Assert.Equal(1, sums["scaleapp.balancer.no_replica "]);
        Assert.Equal(0, sums["scaleapp.balancer.in_flight good"]);
    }

    private static MeterListener Listen(string resource, ConcurrentDictionary<string, long> sums)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == BalancerMetrics.MeterName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value?.ToString());
            if (all["resource"] == resource)
            {
                sums.AddOrUpdate($"{instrument.Name} {all.GetValueOrDefault("replica")}", value, (_, sum) => sum + value);
            }
        });
        listener.Start();
        return listener;
    }
}
