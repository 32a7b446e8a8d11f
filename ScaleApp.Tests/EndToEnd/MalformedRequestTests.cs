using ScaleApp.Tests.Api.Http;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>Malformed requests through the gateway to three replicas that are processes.</summary>
[Collection(ShopTests.Name)]
public class MalformedRequestTests(ShopFixture shop)
{
    private const int EachOperation = 6;

    private int[] Processes => [.. shop.Topology.Replicas("api").Wanted.Select(replica => replica.ProcessId!.Value).Order()];

    [RequiresFact("redis-server", "postgres")]
    public async Task Malformed_requests_crash_neither_the_gateway_nor_a_replica()
    {
        await shop.Topology.Replicas("api").AreRunningAsync();
        using var customer = await SignedInCustomer.RegisterAsync(shop.Address);
        var before = Processes;

        await Fuzz.AssertHarmlessAsync(customer.Client, seed: 3, EachOperation);

        Assert.Equal(3, before.Length);
        Assert.Equal(before, Processes);
        await shop.Topology.Replicas("api").AreRunningAsync();
    }
}
