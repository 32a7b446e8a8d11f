using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.Tests.Hosting.Balancing;

public class HttpSharingTests
{
    [Fact]
    public async Task Three_thousand_requests_of_one_connection_are_shared_evenly()
    {
        await using var a = await KestrelUpstream.NamedAsync("a");
        await using var b = await KestrelUpstream.NamedAsync("b");
        await using var c = await KestrelUpstream.NamedAsync("c");
        await using var test = await TestBalancer.StartAsync(a.Destination, b.Destination, c.Destination);
        var shares = new Dictionary<string, int>();

        for (var i = 0; i < 3000; i++)
        {
            var name = await test.Http.GetStringAsync("/");
            shares[name] = shares.GetValueOrDefault(name) + 1;
        }

        Assert.Equal(3, shares.Count);
        Assert.All(shares.Values, share => Assert.InRange(share, 980, 1020));
    }

    [Fact]
    public async Task A_busy_replica_gets_fewer_requests()
    {
        var release = new TaskCompletionSource();
        await using var slow = await KestrelUpstream.StartAsync("slow", async context =>
        {
            await release.Task;
            await context.Response.WriteAsync("slow");
        });
        await using var quick = await KestrelUpstream.NamedAsync("quick");
        await using var test = await TestBalancer.StartAsync(slow.Destination, quick.Destination);

        var held = test.Http.GetStringAsync("/");
        await Support.Eventually.IsTrueAsync(() => slow.Destination.InFlight == 1, "the first request is held");
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("quick", await test.Http.GetStringAsync("/"));
        }

        release.SetResult();
        Assert.Equal("slow", await held);
    }

    [Fact]
    public async Task Without_a_ready_replica_the_answer_is_503_with_Retry_After_as_problem_details()
    {
        await using var a = await KestrelUpstream.NamedAsync("a");
        a.Destination.IsReady = false;
        await using var test = await TestBalancer.StartAsync(a.Destination);

        using var response = await test.Http.GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(503, problem.RootElement.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task A_request_waits_for_a_replica_to_become_ready()
    {
        await using var a = await KestrelUpstream.NamedAsync("a");
        a.Destination.IsReady = false;
        var patient = TestBalancer.Defaults with { NoReplicaWait = TimeSpan.FromSeconds(20) };
        await using var test = await TestBalancer.StartAsync(patient, a.Destination);

        var waiting = test.Http.GetStringAsync("/");
        a.Destination.IsReady = true;

        Assert.Equal("a", await waiting);
    }

    [Fact]
    public async Task A_replica_that_is_not_ready_gets_nothing_new()
    {
        await using var a = await KestrelUpstream.NamedAsync("a");
        await using var b = await KestrelUpstream.NamedAsync("b");
        await using var test = await TestBalancer.StartAsync(a.Destination, b.Destination);

        a.Destination.IsReady = false;

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("b", await test.Http.GetStringAsync("/"));
        }
    }

    [Fact]
    public async Task A_replica_taken_in_while_running_gets_its_share()
    {
        await using var a = await KestrelUpstream.NamedAsync("a");
        await using var b = await KestrelUpstream.NamedAsync("b");
        await using var test = await TestBalancer.StartAsync(a.Destination);
        Assert.Equal("a", await test.Http.GetStringAsync("/"));

        test.Balancer.Add(b.Destination);

        string[] both = [await test.Http.GetStringAsync("/"), await test.Http.GetStringAsync("/")];
        Assert.Equal(["a", "b"], both.Order());
    }

    [Fact]
    public async Task Removing_a_replica_waits_for_its_requests_and_sends_it_no_more()
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var a = await KestrelUpstream.StartAsync("a", async context =>
        {
            entered.SetResult();
            await release.Task;
            await context.Response.WriteAsync("a");
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);
        var held = test.Http.GetStringAsync("/");
        await entered.Task;

        var removing = test.Balancer.RemoveAsync(a.Destination, TimeSpan.FromSeconds(20), CancellationToken.None);
        using var refused = await test.Http.GetAsync("/");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.False(removing.IsCompleted);

        release.SetResult();
        Assert.Equal("a", await held);
        await removing;
        Assert.Empty(test.Balancer.Destinations);
    }

    [Fact]
    public async Task A_taken_port_is_named_with_its_resource_and_endpoint()
    {
        await using var first = await TestBalancer.StartAsync();

        var error = await Assert.ThrowsAsync<IOException>(() => TestBalancer.StartAsync(TestBalancer.Defaults with { Port = first.Port }));

        Assert.Contains("'api'", error.Message);
        Assert.Contains("'http'", error.Message);
        Assert.Contains(first.Port.ToString(), error.Message);
        Assert.Contains("taken", error.Message);
    }
}
