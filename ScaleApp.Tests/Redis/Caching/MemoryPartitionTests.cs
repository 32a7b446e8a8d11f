using System.Text;
using ScaleApp.Redis.Caching;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.Caching;

public sealed class MemoryPartitionTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly MemoryPartition _memory;

    public MemoryPartitionTests()
    {
        _memory = new MemoryPartition(memoryLimit: 100_000, _time);
        _memory.Compare(10, heard: null);
    }

    [Fact]
    public void What_was_read_before_an_invalidation_is_not_stored_after_it()
    {
        var changes = _memory.Changes;
        _memory.Remove("another");

        _memory.Store("key", Item(), [], changes, TimeSpan.Zero);

        Assert.False(Has("key"));
    }

    [Fact]
    public void Messages_that_overtake_one_another_make_nothing_else_forgotten()
    {
        Store("key");

        Assert.True(_memory.Hear(13));
        Assert.True(_memory.Hear(11));
        Assert.True(_memory.Hear(12));
        _time.Advance(MemoryPartition.Overtaking);

        Assert.True(Has("key"));
        Assert.False(_memory.Hear(12));
    }

    [Fact]
    public async Task A_number_that_does_not_come_makes_all_forgotten()
    {
        Store("key");

        _memory.Hear(12);
        Assert.True(Has("key"));
        _time.Advance(MemoryPartition.Overtaking);

        await Eventually.IsTrueAsync(() => !Has("key"), "all is forgotten");
    }

    [Fact]
    public async Task A_poll_that_finds_more_than_was_heard_of_makes_all_forgotten()
    {
        Store("key");

        _memory.Compare(11, heard: 10);
        _time.Advance(MemoryPartition.Overtaking);

        await Eventually.IsTrueAsync(() => !Has("key"), "all is forgotten");
    }

    [Fact]
    public void A_poll_that_was_overtaken_by_a_message_makes_nothing_forgotten()
    {
        Store("key");

        _memory.Hear(11);
        _memory.Compare(10, heard: 10);

        Assert.True(Has("key"));
        Assert.Equal(11, _memory.Highest);
    }

    [Fact]
    public void A_poll_that_finds_less_than_was_heard_of_makes_all_forgotten()
    {
        Store("key");

        _memory.Compare(3, heard: 10);

        Assert.False(Has("key"));
        Assert.Equal(3, _memory.Highest);
    }

    [Fact]
    public void More_missing_numbers_than_can_be_remembered_make_all_forgotten_at_once()
    {
        Store("key");

        _memory.Hear(1_000_000);

        Assert.False(Has("key"));
    }

    [Fact]
    public void A_tag_takes_what_has_it()
    {
        Store("a", "one", "two");
        Store("b", "two");
        Store("c");

        _memory.RemoveTag("one");

        Assert.Equal((false, true, true), (Has("a"), Has("b"), Has("c")));
    }

    [Fact]
    public void An_item_is_not_served_when_it_has_expired()
    {
        _memory.Store("key", Item(expiresAt: TimeSpan.FromSeconds(5)), [], _memory.Changes, TimeSpan.Zero);

        Assert.NotNull(_memory.Find("key", TimeSpan.FromSeconds(4.9)));
        Assert.Null(_memory.Find("key", TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Memory_is_bounded_by_bytes()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Store($"key:{i}");
        }

        // Each takes about 270 bytes of 100,000.
        Assert.InRange(Enumerable.Range(0, 1_000).Count(i => Has($"key:{i}")), 1, 400);
    }

    [Fact]
    public void A_refresh_is_begun_by_one_and_again_after_a_pause()
    {
        var item = Item(staleAt: TimeSpan.FromSeconds(1));

        Assert.False(item.TryBeginRefresh(TimeSpan.FromSeconds(0.9)));
        Assert.True(item.TryBeginRefresh(TimeSpan.FromSeconds(1)));
        Assert.False(item.TryBeginRefresh(TimeSpan.FromSeconds(1)));
        Assert.True(item.TryBeginRefresh(TimeSpan.FromSeconds(1) + CacheItem.RefreshPause));
    }

    public void Dispose() => _memory.Dispose();

    private static CacheItem<string> Item(TimeSpan? staleAt = null, TimeSpan? expiresAt = null) =>
        new("value", Encoding.UTF8.GetBytes("value"), null!, staleAt ?? TimeSpan.FromHours(1), expiresAt ?? TimeSpan.FromHours(1));

    private void Store(string key, params string[] tags) => _memory.Store(key, Item(), tags, _memory.Changes, TimeSpan.Zero);

    private bool Has(string key) => _memory.Find(key, TimeSpan.Zero) is not null;
}
