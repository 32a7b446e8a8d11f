using Microsoft.Playwright;

namespace ScaleApp.Tests.EndToEnd;

[Collection(ShopTests.Name)]
public sealed class RoomsPageTests(ShopFixture shop, Browser browser) : IClassFixture<Browser>
{
    private const string Room = "product-1";
    private const string Newest = "#messages li:last-child .text";

    [RequiresFact("redis-server", "postgres", "chromium")]
    public async Task Two_pages_talk_across_replicas_and_survive_a_killed_one()
    {
        await using var ann = await OpenAsync("Ann");
        await using var bob = await OpenAsync("Bob");
        await OnAnotherReplicaAsync(bob, than: await ReplicaAsync(ann));
        await Expect(ann, "#people", "2 here: Ann, Bob");

        // The topology keeps its data from run to run.
        var run = $"{Guid.NewGuid():N}"[..8];
        await WriteAsync(ann, $"hello from Ann {run}");
        await Expect(bob, Newest, $"hello from Ann {run}");
        await WriteAsync(bob, $"<b>hello</b> from Bob {run}");
        await Expect(ann, Newest, $"<b>hello</b> from Bob {run}");
        await ann.ShootAsync("rooms");

        Kill(await ReplicaAsync(ann));
        await WriteAsync(bob, $"written meanwhile {run}");

        await Expect(ann, Newest, $"written meanwhile {run}");
        var numbers = await ann.Page.Locator("#messages li[data-position]").EvaluateAllAsync<int[]>("items => items.map(item => +item.dataset.position.split('-')[1])");
        Assert.Equal(Enumerable.Range(numbers[0], numbers.Length), numbers);
        await shop.Topology.Replicas("api").AreRunningAsync();
    }

    private async Task<BrowserPage> OpenAsync(string name)
    {
        var opened = await browser.OpenAsync(new Uri(shop.Address, $"/rooms.html?room={Room}"));
        await opened.Page.FillAsync("[name=email]", $"{Guid.NewGuid():N}@example.com");
        await opened.Page.FillAsync("[name=password]", "correct horse battery");
        await opened.Page.FillAsync("[name=name]", name);
        await opened.Page.ClickAsync("[name=register]");
        await Expect(opened, "#state", "connected");
        return opened;
    }

    /// <summary>The gateway balances by load, so a reopened page soon reaches another replica.</summary>
    private static Task OnAnotherReplicaAsync(BrowserPage opened, string than) => Eventually.IsTrueAsync(async () =>
    {
        if (await ReplicaAsync(opened) != than)
        {
            return true;
        }

        await opened.Page.ReloadAsync();
        await Expect(opened, "#state", "connected");
        return false;
    }, "the page is on another replica", TimeSpan.FromMinutes(1));

    private static Task<string> ReplicaAsync(BrowserPage opened) => opened.Page.InnerTextAsync("#replica");

    private static async Task WriteAsync(BrowserPage opened, string text)
    {
        await opened.Page.FillAsync("#write [name=text]", text);
        await opened.Page.PressAsync("#write [name=text]", "Enter");
    }

    private static Task Expect(BrowserPage opened, string selector, string text) =>
        Assertions.Expect(opened.Page.Locator(selector)).ToHaveTextAsync(text, new() { Timeout = 40_000 });

    private void Kill(string replica)
    {
        var victim = shop.Topology.Replicas("api").Wanted.Single(each => each.Id.EndsWith(replica, StringComparison.Ordinal));
        shop.Topology.Replicas("api").Kill(victim);
    }
}
