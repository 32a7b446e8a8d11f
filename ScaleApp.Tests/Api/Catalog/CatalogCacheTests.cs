using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Api.Catalog;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Api.Catalog;

/// <summary>The scripts of the cache, one race each; names keep the tests of the shared catalogue apart.</summary>
public class CatalogCacheTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly byte[] Answer = Encoding.UTF8.GetBytes("[1,2,3]");

    private CatalogCache Cache => api.First.Services.GetRequiredService<CatalogCache>();

    private CatalogCache OtherCache => api.Second.Services.GetRequiredService<CatalogCache>();

    [RequiresFact("redis-server", "postgres")]
    public async Task What_one_replica_fills_another_reads()
    {
        await Cache.FillAsync(await ReadAsync("shared"), Answer, default);

        var entry = await OtherCache.ReadAsync("shared", default);

        Assert.Equal(Answer, entry.Value?.ToArray());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_slow_fill_does_not_overwrite_a_newer_truth()
    {
        var missed = await ReadAsync("slow");
        await OtherCache.EndUpdateAsync(await OtherCache.BeginUpdateAsync(default));

        await Cache.FillAsync(missed, Answer, default);

        Assert.Null((await ReadAsync("slow")).Value);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Nothing_is_filled_while_an_update_is_made()
    {
        var update = await OtherCache.BeginUpdateAsync(default);
        await Cache.FillAsync(await ReadAsync("during"), Answer, default);
        Assert.Null((await ReadAsync("during")).Value);

        await OtherCache.EndUpdateAsync(update);
        await Cache.FillAsync(await ReadAsync("during"), Answer, default);
        Assert.NotNull((await ReadAsync("during")).Value);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task One_of_two_updates_that_ends_does_not_let_the_other_be_overtaken()
    {
        var first = await Cache.BeginUpdateAsync(default);
        var second = await OtherCache.BeginUpdateAsync(default);
        await Cache.EndUpdateAsync(first);

        await Cache.FillAsync(await ReadAsync("two"), Answer, default);

        Assert.Null((await ReadAsync("two")).Value);
        await OtherCache.EndUpdateAsync(second);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task An_update_whose_replica_died_holds_up_filling_only_for_a_while()
    {
        await Cache.FillAsync(await ReadAsync("died"), Answer, default);
        var update = await OtherCache.BeginUpdateAsync(default);
        Assert.Null((await ReadAsync("died")).Value);

        // What time does, done at once: the hold is over.
        await api.Redis.CommandAsync("ZADD", "{catalog}:holds", "1", update);
        await Cache.FillAsync(await ReadAsync("died"), Answer, default);

        Assert.NotNull((await ReadAsync("died")).Value);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task What_is_kept_expires_within_five_minutes()
    {
        await Cache.FillAsync(await ReadAsync("expires"), Answer, default);

        var answer = await api.Redis.CommandAsync("PTTL", "{catalog}:expires");

        Assert.InRange(long.Parse(answer.TrimStart(':')), 1, 300_000);
    }

    private ValueTask<CacheEntry> ReadAsync(string name) => Cache.ReadAsync(name, default);
}
