using ScaleApp.Hosting.Balancing;

namespace ScaleApp.Tests.Hosting.Balancing;

public class AffinityTests
{
    private static readonly LoadBalancerOptions Sticky = TestBalancer.Defaults with { SessionAffinity = "/" };

    [Fact]
    public async Task A_client_with_the_cookie_stays_at_its_replica()
    {
        await using var a = await KestrelUpstream.NamedAsync("a");
        await using var b = await KestrelUpstream.NamedAsync("b");
        await using var test = await TestBalancer.StartAsync(Sticky, a.Destination, b.Destination);
        var (name, cookie) = await GetAsync(test, null);

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal((name, null), await GetAsync(test, cookie));
        }
    }

    [Fact]
    public async Task The_cookie_tells_nothing_and_is_kept_from_scripts_and_other_sites()
    {
        await using var a = await KestrelUpstream.NamedAsync("api-k2vq");
        await using var test = await TestBalancer.StartAsync(Sticky, a.Destination);

        using var response = await test.Http.GetAsync("/");
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));

        Assert.Matches("^\\.scaleapp\\.api=[0-9a-f]{32}; path=/; samesite=lax; httponly$", cookie);
        Assert.DoesNotContain("k2vq", cookie);
        Assert.DoesNotContain(a.Destination.Address.Port.ToString(), cookie);
    }

    [Fact]
    public async Task A_client_whose_replica_is_not_ready_gets_another_one_and_a_new_cookie()
    {
        await using var a = await KestrelUpstream.NamedAsync("a");
        await using var b = await KestrelUpstream.NamedAsync("b");
        await using var test = await TestBalancer.StartAsync(Sticky, a.Destination, b.Destination);
        var (name, cookie) = await GetAsync(test, null);
        var (mine, other) = name == "a" ? (a, b) : (b, a);

        mine.Destination.IsReady = false;
        var (next, renewed) = await GetAsync(test, cookie);
        mine.Destination.IsReady = true;

        Assert.Equal(other.Name, next);
        Assert.NotNull(renewed);
        Assert.Equal((other.Name, null), await GetAsync(test, renewed));
    }

    [Fact]
    public async Task A_made_up_cookie_is_answered_with_a_real_one()
    {
        await using var a = await KestrelUpstream.NamedAsync("a");
        await using var test = await TestBalancer.StartAsync(Sticky, a.Destination);

        var (name, cookie) = await GetAsync(test, ".scaleapp.api=a");

        Assert.Equal("a", name);
        Assert.NotNull(cookie);
    }

    [Theory]
    [InlineData("/hubs", true)]
    [InlineData("/hubs/rooms/negotiate", true)]
    [InlineData("/", false)]
    [InlineData("/hubsandmore", false)]
    public async Task Only_below_its_path_is_a_client_given_the_cookie(string path, bool isGiven)
    {
        await using var a = await KestrelUpstream.NamedAsync("a");
        await using var test = await TestBalancer.StartAsync(Sticky with { SessionAffinity = "/hubs" }, a.Destination);

        using var response = await test.Http.GetAsync(path);

        Assert.Equal(isGiven, response.Headers.TryGetValues("Set-Cookie", out var cookies));
        Assert.All(cookies ?? [], cookie => Assert.Contains("; path=/hubs;", cookie));
    }

    private static async Task<(string Name, string? Cookie)> GetAsync(TestBalancer test, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", $"other=1; {cookie}");
        }

        using var response = await test.Http.SendAsync(request);
        var set = response.Headers.TryGetValues("Set-Cookie", out var values) ? values.Single().Split(';')[0] : null;
        return (await response.Content.ReadAsStringAsync(), set);
    }
}
