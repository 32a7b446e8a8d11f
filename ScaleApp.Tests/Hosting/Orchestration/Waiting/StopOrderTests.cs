using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration.Waiting;

namespace ScaleApp.Tests.Hosting.Orchestration.Waiting;

public class StopOrderTests
{
    private sealed class Part(string name) : Resource(name);

    private sealed class Child(string name, IResource parent) : Resource(name), IResourceWithParent
    {
        public IResource Parent => parent;
    }

    [Fact]
    public void What_is_waited_for_goes_after_those_that_waited()
    {
        var server = new Part("server");
        var database = new Child("database", server);
        var api = new Part("api");
        api.Annotations.Add(new WaitAnnotation(database, WaitType.WaitUntilHealthy));

        var order = StopOrder.Of([server, database, api]);

        Assert.Equal([api], order[database]);
        Assert.Equal([database], order[server]);
        Assert.Empty(order[api]);
    }

    [Fact]
    public void Two_that_refer_to_each_other_make_no_circle()
    {
        var first = new Part("first");
        var second = new Part("second");
        first.Annotations.Add(new ResourceRelationshipAnnotation(second, "Reference"));
        second.Annotations.Add(new ResourceRelationshipAnnotation(first, "Reference"));

        var order = StopOrder.Of([first, second]);

        Assert.Single(order.Values.SelectMany(before => before));
    }

    [Fact]
    public void A_reference_never_turns_a_wait_round()
    {
        var server = new Part("server");
        var api = new Part("api");
        server.Annotations.Add(new ResourceRelationshipAnnotation(api, "Reference"));
        api.Annotations.Add(new WaitAnnotation(server, WaitType.WaitUntilHealthy));

        var order = StopOrder.Of([server, api]);

        Assert.Equal([api], order[server]);
        Assert.Empty(order[api]);
    }

    [Fact]
    public void What_is_not_of_this_topology_is_left_out()
    {
        var api = new Part("api");
        api.Annotations.Add(new WaitAnnotation(new Part("stranger"), WaitType.WaitUntilStarted));

        Assert.Empty(StopOrder.Of([api])[api]);
    }
}
