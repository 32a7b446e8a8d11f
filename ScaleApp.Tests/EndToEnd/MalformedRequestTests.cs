using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using ScaleApp.Tests.Api.Accounts;
using ScaleApp.Tests.Api.Http;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>Malformed requests through the gateway to three replicas that are processes.</summary>
[Collection(ShopTests.Name)]
public class MalformedRequestTests
{
    private const int EachOperation = 6;

    [RequiresFact("redis-server", "postgres")]
    public async Task Malformed_requests_crash_neither_the_gateway_nor_a_replica()
    {
        await using var topology = await Topology.StartAsync(Reduce);
        using var customer = await SignedInCustomer.RegisterAsync(topology.Address);
        var before = Processes(topology);

        await Fuzz.AssertHarmlessAsync(customer.Client, seed: 3, EachOperation);

        Assert.Equal(3, before.Length);
        Assert.Equal(before, Processes(topology));
        await topology.Replicas("api").AreRunningAsync();
    }

    /// <summary>Without workers and sample data, and with limits that one client does not reach.</summary>
    private static void Reduce(IDistributedApplicationTestingBuilder builder)
    {
        builder.Resources.Remove(builder.Resources.Single(resource => resource.Name == "worker"));
        Project("migrations").WithEnvironment("Database__Seed", "false");
        foreach (var policy in (string[])["default", "reads", "limited", "login", "login-account", "uploads"])
        {
            Project("api").WithEnvironment($"Limits__Policies__{policy}__Permits", "1000000");
        }

        IResourceBuilder<ProjectResource> Project(string name) =>
            builder.CreateResourceBuilder((ProjectResource)builder.Resources.Single(resource => resource.Name == name));
    }

    private static int[] Processes(Topology topology) => [.. topology.Replicas("api").Wanted.Select(replica => replica.ProcessId!.Value).Order()];
}
