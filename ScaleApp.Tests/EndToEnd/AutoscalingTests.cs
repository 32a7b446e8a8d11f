using ScaleApp.Tests.Api.Rooms;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>The load that replicas of the API report to Redis decides how many run.</summary>
[Collection(ShopTests.Name)]
[Trait("Category", "Chaos")]
public class AutoscalingTests(ShopFixture shop)
{
    private static readonly TimeSpan ScalingLimit = TimeSpan.FromSeconds(60);

    private ReplicaGroup Api => shop.Topology.Replicas("api");

    [RequiresFact("redis-server", "postgres")]
    public async Task Load_adds_replicas_and_they_are_removed_afterwards()
    {
        await Api.AreRunningAsync();
        using var customer = await SignedInCustomer.RegisterAsync(shop.Address);
        await Api.AutoscaleAsync(isOn: true);
        try
        {
            // A connection of a room is a request in flight for as long as it is open: four replicas have five of them each.
            var connections = await Task.WhenAll(
                Enumerable.Range(0, 4 * ShopFixture.TargetRequests).Select(_ => RoomClient.ConnectAsync(shop.Address, customer.Cookie)));
            await Eventually.IsTrueAsync(() => Api.Wanted.Count == 4, "the load starts a fourth replica", ScalingLimit);
            await Api.AreRunningAsync();
            using var client = shop.CreateClient();
            var seen = new HashSet<int>();
            await Eventually.IsTrueAsync(async () => seen.Add((await Topology.WhoAmIAsync(client)).ProcessId) && seen.Count == 4, "four replicas serve", ScalingLimit);

            await Task.WhenAll(connections.Select(connection => connection.DisposeAsync().AsTask()));

            await Eventually.IsTrueAsync(() => Api.Wanted.Count == 2, "without load the fewest replicas are left", ScalingLimit);
        }
        finally
        {
            await Api.ScaleAsync(3);
            await Api.AreRunningAsync();
        }
    }
}
