using System.Text;
using Microsoft.Extensions.Options;
using ScaleApp.Redis;
using ScaleApp.Redis.SignalR;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.SignalR;

/// <summary>The scripts of the log, through the class that calls them.</summary>
public sealed class MessageLogTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly string _name = $"log-{Guid.NewGuid():N}";
    private IRedisConnection _redis = null!;
    private MessageLog _log = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisClients.ConnectAsync(server.ConnectionString, options => options.CommandTimeout = Eventually.Default);
        _log = Log(new MessageLogOptions());
    }

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [RequiresFact("redis-server")]
    public async Task Entries_are_numbered_from_one_and_read_back_as_they_were()
    {
        var first = await AppendAsync("a", "one");
        var second = await AppendAsync("b", "two \u0000 \u001e end");

        var page = await _log.ReadAfterAsync(_name, 0, 10, default);

        Assert.Equal((1, 2), (first.Position.Offset, second.Position.Offset));
        Assert.Equal(first.Position.Epoch, second.Position.Epoch);
        Assert.Equal(second.Position, page.Head);
        Assert.Equal([(1, "one"), (2, "two \u0000 \u001e end")], Texts(page));
        Assert.Equal(first.At, page.Entries[0].At);
    }

    [RequiresFact("redis-server")]
    public async Task An_id_that_is_known_is_not_appended_again_and_gets_the_same_answer()
    {
        var first = await AppendAsync("a", "one");
        await AppendAsync("b", "two");
        var again = await AppendAsync("a", "one");

        Assert.Equal(first with { IsKnown = true }, again);
        Assert.Equal([(1, "one"), (2, "two")], Texts(await _log.ReadAfterAsync(_name, 0, 10, default)));
    }

    [RequiresFact("redis-server")]
    public async Task Concurrent_appends_get_each_offset_once()
    {
        var appended = await Task.WhenAll(Enumerable.Range(0, 500).Select(number => AppendAsync($"{number}", $"{number}")));

        Assert.Equal(Enumerable.Range(1, 500).Select(offset => (long)offset), appended.Select(entry => entry.Position.Offset).Order());
        Assert.Single(appended.Select(entry => entry.Position.Epoch).Distinct());
    }

    [RequiresFact("redis-server")]
    public async Task Only_the_newest_entries_are_kept_and_the_page_says_where_they_begin()
    {
        _log = Log(new MessageLogOptions { Length = 10 });
        for (var number = 1; number <= 300; number++)
        {
            await AppendAsync($"{number}", $"{number}");
        }

        var page = await _log.ReadAfterAsync(_name, 0, 1_000, default);
        var ids = await _redis.ExecuteAsync(db => db.SortedSetLengthAsync($"log:{{{_name}}}:ids"), default);

        Assert.InRange(page.First, 191, 291);
        Assert.Equal(page.First, page.Entries[0].Offset);
        Assert.Equal(300, page.Head.Offset);
        Assert.Equal(10, ids);
    }

    [RequiresFact("redis-server")]
    public async Task Pages_lead_backwards_to_the_beginning()
    {
        for (var number = 1; number <= 5; number++)
        {
            await AppendAsync($"{number}", $"{number}");
        }

        var newest = await _log.ReadBeforeAsync(_name, long.MaxValue, 2, default);
        var middle = await _log.ReadBeforeAsync(_name, newest.Entries[0].Offset, 2, default);
        var oldest = await _log.ReadBeforeAsync(_name, middle.Entries[0].Offset, 2, default);
        var none = await _log.ReadBeforeAsync(_name, oldest.Entries[0].Offset, 2, default);

        Assert.Equal([(4, "4"), (5, "5")], Texts(newest));
        Assert.Equal([(2, "2"), (3, "3")], Texts(middle));
        Assert.Equal([(1, "1")], Texts(oldest));
        Assert.Empty(none.Entries);
    }

    [RequiresFact("redis-server")]
    public async Task A_log_that_redis_has_forgotten_begins_anew_in_another_epoch()
    {
        var before = await AppendAsync("a", "one");
        await _redis.ExecuteAsync(db => db.KeyDeleteAsync($"log:{{{_name}}}:head"), default);

        var after = await AppendAsync("a", "another");

        Assert.NotEqual(before.Position.Epoch, after.Position.Epoch);
        Assert.Equal([(1, "another")], Texts(await _log.ReadAfterAsync(_name, 0, 10, default)));
    }

    [RequiresFact("redis-server")]
    public async Task Offsets_that_redis_has_lost_are_not_given_again_once_somebody_has_seen_them()
    {
        var kept = await AppendAsync("a", "kept");
        var seen = kept.Position with { Offset = 7 };

        var next = await _log.AppendAsync(_name, "b", Encoding.UTF8.GetBytes("next"), seen, default);

        Assert.Equal(8, next.Position.Offset);
        Assert.NotEqual(kept.Position.Epoch, next.Position.Epoch);
        Assert.Equal([(1, "kept"), (8, "next")], Texts(await _log.ReadAfterAsync(_name, 0, 10, default)));
    }

    [RequiresFact("redis-server")]
    public async Task Of_several_that_notice_a_loss_one_begins_the_new_epoch()
    {
        var kept = await AppendAsync("a", "kept");

        var renewed = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _log.RenewAsync(_name, kept.Position with { Offset = 7 }, default)));

        Assert.Single(renewed, began => began);
        Assert.False(await _log.RenewAsync(_name, (await _log.HeadsAsync([_name], default))[0]!.Value, default));
    }

    [RequiresFact("redis-server")]
    public async Task Heads_of_many_logs_are_read_at_once()
    {
        var appended = await AppendAsync("a", "one");

        var heads = await _log.HeadsAsync([_name, _name + "-none"], default);

        Assert.Equal([appended.Position, null], heads);
    }

    [RequiresFact("redis-server")]
    public async Task A_log_that_nobody_appends_to_is_forgotten_as_a_whole()
    {
        await AppendAsync("a", "one");

        foreach (var key in (string[])["entries", "head", "ids"])
        {
            var left = await _redis.ExecuteAsync(db => db.KeyTimeToLiveAsync($"log:{{{_name}}}:{key}"), default);
            Assert.InRange(left!.Value, TimeSpan.FromDays(29), TimeSpan.FromDays(30));
        }
    }

    [RequiresFact("redis-server")]
    public async Task An_entry_that_is_too_large_is_refused_before_it_is_sent()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            _log.AppendAsync(_name, "a", new byte[new MessageLogOptions().MaxContentBytes + 1], null, default));
    }

    private static IEnumerable<(long, string)> Texts(LogPage page) =>
        page.Entries.Select(entry => (entry.Offset, Encoding.UTF8.GetString(entry.Content.Span)));

    private MessageLog Log(MessageLogOptions options) => new(_redis, Options.Create(options));

    private Task<LogAppended> AppendAsync(string id, string text) =>
        _log.AppendAsync(_name, id, Encoding.UTF8.GetBytes(text), seen: null, default);
}
