using System.Diagnostics;
using System.Net;
using ScaleApp.Bench.Checking;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>State that replicas behind the gateway share.</summary>
[Collection(ShopTests.Name)]
public class SharedStateTests(ShopFixture shop)
{
    // Of the policy of /api/limited, a minute.
    private const int Permits = 100;

    [RequiresFact("redis-server", "postgres")]
    public async Task Limit_is_shared_by_all_replicas()
    {
        using var client = shop.CreateClient();
        var watch = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, 3 * Permits).Select(_ => client.GetAsync("/api/limited")));
        var seconds = watch.Elapsed.TotalSeconds;

        var admitted = answers.Count(answer => answer.StatusCode is HttpStatusCode.OK);
        var refused = answers.Where(answer => answer.StatusCode is HttpStatusCode.TooManyRequests).ToArray();
        Assert.Equal(answers.Length, admitted + refused.Length);

        // All permits, and those that returned meanwhile.
        Assert.InRange(admitted, Permits, Permits + 1 + (seconds * Permits / 60));
        Assert.All(refused, answer => Assert.NotNull(answer.Headers.RetryAfter));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Entry_cached_by_one_replica_is_a_hit_everywhere()
    {
        using var client = shop.CreateClient();
        var count = Random.Shared.Next(60, 101);
        using var first = await client.GetAsync($"/api/products/top?count={count}");

        for (var i = 0; i < 9; i++)
        {
            using var next = await client.GetAsync($"/api/products/top?count={count}");
            Assert.Equal("hit", next.Headers.GetValues("X-Cache").Single());
        }
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Checklist_has_no_failing_line()
    {
        using var checkedShop = new CheckedShop(shop.Address);
        var lines = new List<CheckLine>();

        // Other tests may be killing workers, whose jobs then run twice.
        await foreach (var line in new Checklist(checkedShop, requests: 1_000, mailFolder: null).RunAsync(CancellationToken.None))
        {
            lines.Add(line);
        }

        Assert.All(lines, line => Assert.True(line.Outcome != CheckOutcome.Failed, $"{line}"));
        Assert.Equal("jobs", Assert.Single(lines, line => line.Outcome == CheckOutcome.Skipped).Name);
    }
}
