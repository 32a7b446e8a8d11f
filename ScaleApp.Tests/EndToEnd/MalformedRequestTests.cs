using ScaleApp.Tests.Api.Accounts;
using ScaleApp.Tests.Api.Http;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>Requests that make no sense, through the gateway to three replicas that are processes.</summary>
[Collection(ShopTests.Name)]
public class MalformedRequestTests
{
    private const int EachOperation = 30;

    [RequiresFact("redis-server", "postgres")]
    public async Task No_malformed_request_fails_in_the_balancer_or_takes_a_replica_with_it()
    {
        await using var application = await StartAsync();
        using var customer = await SignedInCustomer.RegisterAsync(application.GetEndpoint("api", "http"));
        var before = Processes(application);

        await Fuzz.AssertHarmlessAsync(customer.Client, seed: 3, EachOperation);

        Assert.Equal(3, before.Length);
        Assert.Equal(before, Processes(application));
        await application.ResourceNotifications.WaitForResourceHealthyAsync("api").WaitAsync(Eventually.Default);
    }

    /// <summary>The AppHost's topology without workers and sample data, and with limits that are not reached: one client sends it all.</summary>
    private static async Task<DistributedApplication> StartAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>([]);
        builder.Resources.Remove(builder.Resources.Single(resource => resource.Name == "worker"));
        Project("migrations").WithEnvironment("Database__Seed", "false");
        foreach (var policy in (string[])["default", "limited", "login", "login-account", "uploads"])
        {
            Project("api").WithEnvironment($"Limits__Policies__{policy}__Permits", "1000000");
        }

        var application = await builder.BuildAsync();
        await application.StartAsync();
        await application.ResourceNotifications.WaitForResourceHealthyAsync("api").WaitAsync(TimeSpan.FromSeconds(90));
        return application;

        IResourceBuilder<ProjectResource> Project(string name) =>
            builder.CreateResourceBuilder((ProjectResource)builder.Resources.Single(resource => resource.Name == name));
    }

    private static int[] Processes(DistributedApplication application)
    {
        application.ResourceNotifications.TryGetCurrentState("api", out var api);
        return [.. application.ResourceNotifications.GetReplicas(api!.Resource)
            .Select(replica => (int)replica.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value!).Order()];
    }
}
