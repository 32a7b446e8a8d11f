using System.Net;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.Tests.Hosting.Balancing;

public class HttpDeadlineTests
{
    private static readonly ScaleApp.Hosting.Balancing.LoadBalancerOptions Hasty =
        TestBalancer.Defaults with { ActivityTimeout = TimeSpan.FromMilliseconds(400) };

    [Fact]
    public async Task A_replica_that_does_not_answer_in_time_is_504()
    {
        await using var a = new RawUpstream("a", async peer => await peer.ReadToEndAsync());
        await using var test = await TestBalancer.StartAsync(Hasty, a.Destination);

        using var response = await test.Http.GetAsync("/");

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task An_answer_that_stands_still_is_cut()
    {
        await using var a = new RawUpstream("a", async peer =>
        {
            await peer.ReadHeadAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            await peer.ReadToEndAsync();
        });
        await using var test = await TestBalancer.StartAsync(Hasty, a.Destination);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => test.Http.GetStringAsync("/"));
    }

    [Fact]
    public async Task A_head_that_comes_byte_by_byte_is_waited_for()
    {
        await using var a = new RawUpstream("a", async peer =>
        {
            await peer.ReadHeadAsync();
            foreach (var letter in "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            {
                await peer.SendAsync(letter.ToString());
            }

            await peer.ReadHeadAsync();
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);

        Assert.Equal("ok", await test.Http.GetStringAsync("/"));
    }

    [Fact]
    public async Task A_connection_that_is_not_used_is_closed()
    {
        var closed = new TaskCompletionSource();
        await using var a = new RawUpstream("a", async peer =>
        {
            await peer.ReadHeadAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
            await peer.ReadToEndAsync();
            closed.SetResult();
        });
        await using var test = await TestBalancer.StartAsync(TestBalancer.Defaults with { PoolIdleTimeout = TimeSpan.FromMilliseconds(100) }, a.Destination);

        await test.Http.GetStringAsync("/");

        await closed.Task.WaitAsync(Support.Eventually.Default);
    }

    [Fact]
    public async Task Stopping_lets_a_request_end_and_takes_no_new_one()
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var a = await KestrelUpstream.StartAsync("a", async context =>
        {
            entered.SetResult();
            await release.Task;
            await context.Response.WriteAsync("done");
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);
        var held = test.Http.GetStringAsync("/");
        await entered.Task;

        var stopping = test.Balancer.StopAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
        await Support.Eventually.IsTrueAsync(async () => await IsRefusedAsync(test.Port), "the port is closed");
        release.SetResult();

        Assert.Equal("done", await held);
        await stopping;
    }

    [Fact]
    public async Task Stopping_cuts_what_outlasts_the_drain_and_may_be_repeated()
    {
        var entered = new TaskCompletionSource();
        await using var a = await KestrelUpstream.StartAsync("a", async context =>
        {
            var aborted = new TaskCompletionSource();
            using var registration = context.RequestAborted.Register(aborted.SetResult);
            entered.SetResult();
            await aborted.Task;
        });
        await using var test = await TestBalancer.StartAsync(a.Destination);
        var held = test.Http.GetStringAsync("/");
        await entered.Task;

        await test.Balancer.StopAsync(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        await test.Balancer.StopAsync(TimeSpan.FromMilliseconds(50), CancellationToken.None);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => held);
        await Support.Eventually.IsTrueAsync(() => a.Destination.InFlight == 0, "the request is counted out");
    }

    [Fact]
    public async Task A_balancer_may_be_stopped_before_it_started()
    {
        using var factory = new ScaleApp.Hosting.Balancing.LoadBalancerFactory(
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, TimeProvider.System);

        foreach (var scheme in new[] { "http", "tcp" })
        {
            var balancer = factory.Create(TestBalancer.Defaults with { Scheme = scheme });
            await balancer.StopAsync(TimeSpan.Zero, CancellationToken.None);
            await balancer.DisposeAsync();
            Assert.Equal(0, balancer.Port);
        }
    }

    private static async Task<bool> IsRefusedAsync(int port)
    {
        try
        {
            using var client = await RawPeer.ConnectAsync(port);
            return false;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return true;
        }
    }
}
