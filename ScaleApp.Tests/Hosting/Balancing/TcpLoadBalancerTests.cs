using System.Net.Sockets;
using ScaleApp.Hosting.Balancing;

namespace ScaleApp.Tests.Hosting.Balancing;

public class TcpLoadBalancerTests
{
    private static readonly LoadBalancerOptions Tcp = TestBalancer.Defaults with { Scheme = "tcp", EndpointName = "tcp" };

    [Fact]
    public async Task Connections_take_turns()
    {
        await using var a = Greeting("a");
        await using var b = Greeting("b");
        await using var test = await TestBalancer.StartAsync(Tcp, a.Destination, b.Destination);
        var names = new List<string>();

        for (var i = 0; i < 10; i++)
        {
            using (var client = await RawPeer.ConnectAsync(test.Port))
            {
                names.Add(await client.ReadToEndAsync());
            }

            await Support.Eventually.IsTrueAsync(() => a.Destination.InFlight + b.Destination.InFlight == 0, "the connection is counted out");
        }

        Assert.Equal(5, names.Count(name => name == "a"));
        Assert.Equal(5, names.Count(name => name == "b"));
    }

    [Fact]
    public async Task A_client_that_has_said_everything_still_gets_its_answer()
    {
        await using var a = new RawUpstream("a", async peer => await peer.SendAsync("heard " + await peer.ReadToEndAsync()));
        await using var test = await TestBalancer.StartAsync(Tcp, a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        await client.SendAsync("everything");
        client.Socket.Shutdown(SocketShutdown.Send);

        Assert.Equal("heard everything", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_replica_that_has_said_everything_still_hears_the_client()
    {
        var heard = new TaskCompletionSource<string>();
        await using var a = new RawUpstream("a", async peer =>
        {
            await peer.SendAsync("bye");
            peer.Socket.Shutdown(SocketShutdown.Send);
            heard.SetResult(await peer.ReadToEndAsync());
        });
        await using var test = await TestBalancer.StartAsync(Tcp, a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        Assert.Equal("bye", await client.ReadToEndAsync());
        await client.SendAsync("one more thing");
        client.Socket.Shutdown(SocketShutdown.Send);

        Assert.Equal("one more thing", await heard.Task.WaitAsync(Support.Eventually.Default));
    }

    [Fact]
    public async Task A_replica_that_refuses_costs_nobody_a_connection()
    {
        var gone = Greeting("gone");
        await gone.DisposeAsync();
        await using var b = Greeting("b");
        await using var test = await TestBalancer.StartAsync(Tcp, new Destination("gone", gone.Destination.Address) { IsReady = true }, b.Destination);

        for (var i = 0; i < 6; i++)
        {
            using var client = await RawPeer.ConnectAsync(test.Port);
            Assert.Equal("b", await client.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task Without_a_ready_replica_the_connection_is_reset()
    {
        await using var test = await TestBalancer.StartAsync(Tcp with { NoReplicaWait = TimeSpan.FromMilliseconds(20) });
        using var client = await RawPeer.ConnectAsync(test.Port);

        await Assert.ThrowsAsync<IOException>(() => client.ReadUntilAsync("x"));
    }

    [Fact]
    public async Task Stopping_waits_for_the_drain_and_then_cuts()
    {
        await using var a = new RawUpstream("a", async peer => await peer.ReadToEndAsync());
        await using var test = await TestBalancer.StartAsync(Tcp, a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);
        await Support.Eventually.IsTrueAsync(() => a.Destination.InFlight == 1, "the connection is joined");

        await test.Balancer.StopAsync(TimeSpan.FromMilliseconds(50), CancellationToken.None);

        Assert.Equal(0, a.Destination.InFlight);
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_silent_connection_is_ended()
    {
        await using var a = new RawUpstream("a", async peer => await peer.ReadToEndAsync());
        await using var test = await TestBalancer.StartAsync(Tcp with { TunnelIdleTimeout = TimeSpan.FromMilliseconds(200) }, a.Destination);
        using var client = await RawPeer.ConnectAsync(test.Port);

        Assert.Equal("", await client.ReadToEndAsync());
    }

    private static RawUpstream Greeting(string name) => new(name, peer => peer.SendAsync(name));
}
