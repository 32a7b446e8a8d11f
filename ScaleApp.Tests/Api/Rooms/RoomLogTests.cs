using ScaleApp.Api.Rooms;
using ScaleApp.Data.Rooms;
using StackExchange.Redis;

namespace ScaleApp.Tests.Api.Rooms;

public sealed class RoomLogTests() : TestWithServers("redis-server")
{
    private const string Room = "product-7";
    private const int Kept = 10, Page = 5;

    private IConnectionMultiplexer _redis = null!;
    private RoomLog _log = null!;

    private protected override async Task StartAsync()
    {
        var server = await OwnAsync(RedisServer.StartAsync());
        _redis = await OwnAsync(ConnectionMultiplexer.ConnectAsync(server.ConnectionString));
        _log = new RoomLog(_redis, Options.Create(new RoomOptions
        {
            KeptMessages = Kept,
            CatchUpPage = Page,
            HistoryPage = Page,
            Retention = TimeSpan.FromHours(1),
        }));
    }

    [RequiresFact("redis-server")]
    public async Task Entries_of_concurrent_senders_each_name_their_predecessor()
    {
        var appended = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => AppendAsync($"{number}")));

        var entries = appended.Select(each => each.Entry).OrderBy(entry => entry.Position.Number).ToArray();
        Assert.Equal(RoomPosition.Beginning, entries[0].Previous);
        Assert.All(entries.Zip(entries.Skip(1)), pair => Assert.Equal(pair.First.Position, pair.Second.Previous));
        Assert.Equal(Enumerable.Range(1, 100).Select(number => (long)number), entries.Select(entry => entry.Position.Number));
        Assert.All(entries.Zip(entries.Skip(1)), pair => Assert.True(pair.First.Position.Milliseconds <= pair.Second.Position.Milliseconds));
    }

    [RequiresFact("redis-server")]
    public async Task Positions_grow_after_the_clock_was_set_back()
    {
        var future = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        await _redis.GetDatabase().StreamAddAsync(RoomKeys.Log(Room),
            [new("prev", "0-0"), new("id", "x"), new("author", 1), new("name", "A test"), new("text", "from the future")], messageId: $"{future}-1");

        var (entry, _) = await AppendAsync("after it");

        Assert.Equal((new RoomPosition(future, 2), new RoomPosition(future, 1)), (entry.Position, entry.Previous));
    }

    [RequiresFact("redis-server")]
    public async Task Log_keeps_the_newest_messages_and_all_keys_expire()
    {
        for (var number = 0; number < 500; number++)
        {
            await AppendAsync($"{number}");
        }

        // Redis trims whole nodes of a hundred entries.
        var database = _redis.GetDatabase();
        Assert.InRange(await database.StreamLengthAsync(RoomKeys.Log(Room)), Kept, Kept + 100);
        Assert.InRange((await database.KeyTimeToLiveAsync(RoomKeys.Log(Room)))!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        Assert.InRange((await database.KeyTimeToLiveAsync(RoomKeys.Sent(Room, 1, "499")))!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        Assert.Equal("495, 496, 497, 498, 499", Texts(await _log.SinceAsync(Room, null, default)));
    }

    [RequiresFact("redis-server")]
    public async Task Missed_messages_are_read_in_pages_without_a_gap()
    {
        var empty = await _log.SinceAsync(Room, null, default);
        var (first, _) = await AppendAsync("0");
        var one = await _log.SinceAsync(Room, PositionOf(empty.Previous), default);
        Assert.Equal(("0", false), (Texts(one), one.IsReset));

        for (var number = 1; number <= 7; number++)
        {
            await AppendAsync($"{number}");
        }

        var page = await _log.SinceAsync(Room, first.Position, default);
        var rest = await _log.SinceAsync(Room, PositionOf(page.Messages[^1]), default);
        var none = await _log.SinceAsync(Room, PositionOf(rest.Messages[^1]), default);

        Assert.Equal(("1, 2, 3, 4, 5", $"{first.Position}", false, true), (Texts(page), page.Previous, page.IsReset, page.HasMore));
        Assert.Equal(("6, 7", false, false), (Texts(rest), rest.IsReset, rest.HasMore));
        Assert.Equal((0, false, false), (none.Messages.Count, none.IsReset, none.HasMore));
    }

    [RequiresFact("redis-server")]
    public async Task Position_before_the_log_resets_to_the_newest_page()
    {
        var (first, _) = await AppendAsync("first");
        for (var number = 0; number < 300; number++)
        {
            await AppendAsync($"{number}");
        }

        var missed = await _log.SinceAsync(Room, first.Position, default);

        Assert.Equal(("295, 296, 297, 298, 299", true, false), (Texts(missed), missed.IsReset, missed.HasMore));
        Assert.NotEqual($"{RoomPosition.Beginning}", missed.Previous);
    }

    [RequiresFact("redis-server")]
    public async Task Position_that_Redis_lost_is_reset()
    {
        await AppendAsync("kept");
        var (lost, _) = await AppendAsync("lost");
        await _redis.GetDatabase().StreamDeleteAsync(RoomKeys.Log(Room), [$"{lost.Position}"]);

        var missed = await _log.SinceAsync(Room, lost.Position, default);

        Assert.Equal(("kept", true), (Texts(missed), missed.IsReset));
    }

    private Task<(RoomEntry Entry, bool IsNew)> AppendAsync(string text) => _log.AppendAsync(Room, new RoomDraft(text, 1, "A test", text), default);

    private static string Texts(RoomEntries entries) => string.Join(", ", entries.Messages.Select(message => message.Text));

    private static RoomPosition PositionOf(RoomMessage message) => PositionOf(message.Position);

    private static RoomPosition PositionOf(string text) => RoomPosition.TryParse(text, out var position) ? position : throw new FormatException(text);
}
