using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Redis;
using ScaleApp.Redis.SignalR;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.SignalR;

public sealed class LogFeedTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private readonly string _name = $"log-{Guid.NewGuid():N}";
    private RedisServer _redis = null!;
    private HubServer<LogHub> _first = null!;
    private HubServer<LogHub> _second = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in (HubServer<LogHub>?[])[_first, _second])
        {
            await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await (_redis?.DisposeAsync() ?? Task.CompletedTask);
    }

    [RequiresFact("redis-server")]
    public async Task Followers_on_every_server_get_every_entry_once_and_in_one_order()
    {
        await StartAsync();
        await using var one = await LogFollower.StartAsync(_first.Address, _name);
        await using var two = await LogFollower.StartAsync(_second.Address, _name);

        await Task.WhenAll(
            AppendAsync(one, Enumerable.Range(0, 200).Select(number => $"a{number}")),
            AppendAsync(two, Enumerable.Range(0, 200).Select(number => $"b{number}")));

        await Eventually.IsTrueAsync(() => one.Texts.Count >= 400 && two.Texts.Count >= 400, "both have all");
        Assert.Null(one.Fault);
        Assert.Equal(one.Texts, two.Texts);
    }

    [RequiresFact("redis-server")]
    public async Task Who_comes_back_to_another_server_gets_exactly_what_was_missed()
    {
        await StartAsync();
        await using var writer = await LogFollower.StartAsync(_first.Address, _name);
        var reader = await LogFollower.StartAsync(_first.Address, _name);
        await AppendAsync(writer, ["seen"]);
        await reader.HasAsync("seen");
        await reader.DisposeAsync();
        await AppendAsync(writer, ["missed 1", "missed 2"]);

        await using var back = await LogFollower.StartAsync(_second.Address, _name, reader.Position);
        await AppendAsync(writer, ["live"]);

        await back.HasAsync("missed 1", "missed 2", "live");
        Assert.Equal(("Continued", 0), (back.Start, back.Resets));
    }

    [RequiresFact("redis-server")]
    public async Task Nothing_falls_between_what_was_missed_and_what_comes_while_others_write()
    {
        await StartAsync();
        await using var writer = await LogFollower.StartAsync(_first.Address, _name);
        await AppendAsync(writer, ["first"]);
        await writer.HasAsync("first");
        var since = writer.Position;
        var writing = AppendAsync(writer, Enumerable.Range(0, 150).Select(number => $"{number}"));

        var readers = new List<LogFollower>();
        while (!writing.IsCompleted)
        {
            readers.Add(await LogFollower.StartAsync(_second.Address, _name, since));
        }

        await writing;
        foreach (var reader in readers)
        {
            await reader.HasAsync([.. Enumerable.Range(0, 150).Select(number => $"{number}")]);
            await reader.DisposeAsync();
        }
    }

    [RequiresFact("redis-server")]
    public async Task Who_missed_more_than_is_kept_is_told_so_and_shown_the_newest_page()
    {
        await StartAsync(options => (options.Length, options.PageSize) = (10, 5));
        await using var writer = await LogFollower.StartAsync(_first.Address, _name);
        await AppendAsync(writer, ["first"]);
        await writer.HasAsync("first");
        var since = writer.Position;
        await AppendAsync(writer, Enumerable.Range(0, 400).Select(number => $"{number}"));

        await using var back = await LogFollower.StartAsync(_second.Address, _name, since);

        await back.HasAsync("395", "396", "397", "398", "399");
        Assert.Equal(("Reset", 1), (back.Start, back.Resets));
    }

    [RequiresFact("redis-server")]
    public async Task Who_names_another_epoch_is_told_to_begin_anew()
    {
        await StartAsync();
        await using var writer = await LogFollower.StartAsync(_first.Address, _name);
        await AppendAsync(writer, ["one"]);

        await using var stranger = await LogFollower.StartAsync(_second.Address, _name, new LogPosition("another", 1));

        await stranger.HasAsync("one");
        Assert.Equal("Reset", stranger.Start);
    }

    [RequiresFact("redis-server")]
    public async Task Entries_that_were_stored_but_never_heard_are_found_by_the_comparison_of_positions()
    {
        await StartAsync(options => options.CheckInterval = Soon);
        await using var follower = await LogFollower.StartAsync(_first.Address, _name);
        await AppendAsync(follower, ["heard"]);
        await follower.HasAsync("heard");

        await StoreUnheardAsync("unheard");

        await follower.HasAsync("heard", "unheard");
    }

    [RequiresFact("redis-server")]
    public async Task A_gap_is_filled_as_soon_as_the_next_entry_shows_it()
    {
        await StartAsync(options => options.CheckInterval = Never);
        await using var follower = await LogFollower.StartAsync(_first.Address, _name);
        await AppendAsync(follower, ["one"]);
        await follower.HasAsync("one");

        await StoreUnheardAsync("two");
        await AppendAsync(follower, ["three"]);

        await follower.HasAsync("one", "two", "three");
    }

    [RequiresFact("redis-server")]
    public async Task What_was_written_while_a_server_had_no_link_arrives_when_the_link_is_back()
    {
        await StartAsync(options => options.CheckInterval = Never, appendOnly: true);
        await using var follower = await LogFollower.StartAsync(_first.Address, _name);
        await AppendAsync(follower, ["before"]);
        await follower.HasAsync("before");

        await _redis.RestartAsync();
        await StoreUnheardAsync("meanwhile");
        await AppendAsync(follower, ["after"]);

        await follower.HasAsync("before", "meanwhile", "after");
    }

    [RequiresFact("redis-server")]
    public async Task Followers_begin_anew_when_redis_comes_back_without_the_log()
    {
        await StartAsync();
        await using var follower = await LogFollower.StartAsync(_first.Address, _name);
        await AppendAsync(follower, ["lost"]);
        await follower.HasAsync("lost");

        await _redis.RestartAsync();
        await AppendAsync(follower, ["new"]);

        await Eventually.IsTrueAsync(() => follower.Texts.SequenceEqual(["new"]), "the follower has what there is");
        Assert.Null(follower.Fault);
    }

    [RequiresFact("redis-server")]
    public async Task Followers_begin_a_new_epoch_when_redis_comes_back_without_the_last_entries()
    {
        await StartAsync(options => options.CheckInterval = Soon);
        await using var one = await LogFollower.StartAsync(_first.Address, _name);
        await using var two = await LogFollower.StartAsync(_second.Address, _name);
        await AppendAsync(one, ["kept", "lost"]);
        await one.HasAsync("kept", "lost");
        await two.HasAsync("kept", "lost");

        await RedisDoAsync("XDEL", $"log:{{{_name}}}:entries", "2-0");
        await RedisDoAsync("ZREM", $"log:{{{_name}}}:ids", "lost");
        await RedisDoAsync("HSET", $"log:{{{_name}}}:head", "offset", "1");
        await Eventually.IsTrueAsync(() => one.Resets + two.Resets >= 4, "both begin anew");
        await AppendAsync(one, ["next"]);

        await one.HasAsync("kept", "next");
        await two.HasAsync("kept", "next");
    }

    [RequiresFact("redis-server")]
    public async Task A_log_that_nobody_follows_any_more_is_not_heard_any_more()
    {
        await StartAsync();
        var feeds = _first.Services.GetRequiredService<ILogFeeds<LogHub>>();
        var leaver = await LogFollower.StartAsync(_first.Address, _name);
        await using var stayer = await LogFollower.StartAsync(_first.Address, _name);
        await stayer.Connection.InvokeAsync("Unfollow", _name);
        Assert.Equal([_name], feeds.Followed);

        await leaver.DisposeAsync();

        await Eventually.IsTrueAsync(() => feeds.Followed.Count == 0, "nobody follows");
        await Eventually.IsTrueAsync(async () => await RedisDoAsync("PUBSUB", "CHANNELS", "log:*") is [], "nothing is heard");
    }

    [RequiresFact("redis-server")]
    public async Task A_reconnect_storm_is_brought_up_to_date_without_asking_redis_for_each()
    {
        await StartAsync();
        await using var writer = await LogFollower.StartAsync(_first.Address, _name);
        await AppendAsync(writer, ["one", "two", "three"]);
        await writer.HasAsync("one", "two", "three");
        var since = writer.Position!.Value with { Offset = 1 };
        await _redis.AdministerAsync("CONFIG", "RESETSTAT");

        var storm = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => LogFollower.StartAsync(_second.Address, _name, since)));

        foreach (var follower in storm)
        {
            await follower.HasAsync("two", "three");
            await follower.DisposeAsync();
        }

        var statistics = (await _redis.AdministerAsync("INFO", "commandstats")).ToString()!;
        Assert.DoesNotMatch("cmdstat_xrange:calls=[0-9]{2}", statistics);
    }

    private async Task StartAsync(Action<MessageLogOptions>? configure = null, bool appendOnly = false)
    {
        _redis = await RedisServer.StartAsync(appendOnly);
        _first = await LogHub.StartAsync(_redis.ConnectionString, configure);
        _second = await LogHub.StartAsync(_redis.ConnectionString, configure);
    }

    /// <summary>Appends by the hub, again and again with the same id until it is acknowledged.</summary>
    private async Task AppendAsync(LogFollower through, IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            await Eventually.IsTrueAsync(async () => await through.Connection.InvokeAsync<long>("Append", _name, text, text) > 0, "it is appended");
        }
    }

    /// <summary>Appends an entry that is published where nobody listens.</summary>
    private async Task StoreUnheardAsync(string text)
    {
        await using var redis = await RedisClients.ConnectAsync(_redis.ConnectionString);
        var script = RedisScript.Load(typeof(MessageLog).Assembly, "SignalR/Logs/append.lua");
        await redis.EvaluateAsync(script, [$"log:{{{_name}}}:entries", $"log:{{{_name}}}:head", $"log:{{{_name}}}:ids"],
            [text, text, 1_000, 3_600_000, "fresh", "", 0, "nowhere"], default);
    }

    private async Task<string[]> RedisDoAsync(string command, params object[] arguments)
    {
        await using var redis = await RedisClients.ConnectAsync(_redis.ConnectionString);
        var answer = await redis.ExecuteAsync(db => db.ExecuteAsync(command, arguments), default);
        return command == "PUBSUB" ? (string[])answer! : [answer.ToString()!];
    }
}
