using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ScaleApp.Redis;
using ScaleApp.Redis.SignalR;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.SignalR;

public sealed class PresenceTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private static readonly Person Ann = new("1", "Ann");
    private static readonly Person Bob = new("2", "Bob");

    private readonly string _prefix = Guid.NewGuid().ToString("N");
    private readonly List<(Presence Presence, IRedisConnection Redis)> _servers = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var (presence, redis) in _servers)
        {
            await presence.StopAsync(default);
            presence.Dispose();
            await redis.DisposeAsync();
        }
    }

    [RequiresFact("redis-server")]
    public async Task Everybody_is_seen_on_every_server_once_however_many_connections_there_are()
    {
        var (first, second) = (await StartAsync(), await StartAsync());

        first.Enter("room", "a", Ann);
        first.Enter("room", "b", Ann);
        second.Enter("room", "c", Ann);
        second.Enter("room", "d", Bob);
        await SeesAsync(first, Ann, Bob);
        await SeesAsync(second, Ann, Bob);

        first.Leave("room", "a");
        second.Leave("room", "c");
        second.Leave("room", "d");
        await SeesAsync(second, Ann);

        first.Leave("room", "b");
        await SeesAsync(second);
    }

    [RequiresFact("redis-server")]
    public async Task A_change_is_told_on_every_server()
    {
        var (first, second) = (await StartAsync(), await StartAsync());
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        second.Changed += room => told.TrySetResult(room);

        first.Enter("room", "a", Ann);

        Assert.Equal("room", await told.Task.WaitAsync(Eventually.Default));
    }

    [RequiresFact("redis-server")]
    public async Task Those_of_a_server_that_died_leave_together()
    {
        var (dying, living) = (await StartAsync(), await StartAsync());
        foreach (var room in (string[])["one", "two", "three"])
        {
            dying.Enter(room, "a", Ann);
            living.Enter(room, "b", Bob);
            await SeesInAsync(living, room, Ann, Bob);
        }

        await KillAsync(dying);

        await SeesInAsync(living, "one", Bob);
        Assert.Equal([Bob], await living.ReadAsync("two", default));
        Assert.Equal([Bob], await living.ReadAsync("three", default));
        await Eventually.IsTrueAsync(async () => await KeysAsync() == 5, "nothing is left of the dead server: three rooms, one server, the list");
    }

    [RequiresFact("redis-server")]
    public async Task A_server_that_was_taken_for_dead_reports_everything_again()
    {
        var (slow, other) = (await StartAsync(), await StartAsync());
        slow.Enter("room", "a", Ann);
        await SeesAsync(other, Ann);

        await ForgetServersAsync();

        await SeesAsync(other, Ann);
    }

    [RequiresFact("redis-server")]
    public async Task Rooms_are_right_again_after_redis_lost_everything()
    {
        await using var fragile = await RedisServer.StartAsync();
        var (first, second) = (await StartAsync(fragile), await StartAsync(fragile));
        first.Enter("room", "a", Ann);
        await SeesAsync(second, Ann);

        await fragile.RestartAsync();
        second.Enter("room", "b", Bob);

        await SeesAsync(first, Ann, Bob);
        await SeesAsync(second, Ann, Bob);
    }

    [RequiresFact("redis-server")]
    public async Task A_server_that_stops_takes_its_people_out_at_once()
    {
        var (stopping, other) = (await StartAsync(), await StartAsync());
        stopping.Enter("room", "a", Ann);
        await SeesAsync(other, Ann);

        await stopping.StopAsync(default);

        Assert.Empty(await other.ReadAsync("room", default));
    }

    [Fact]
    public void A_lease_that_one_late_heartbeat_would_end_is_refused()
    {
        var findings = new PresenceOptions { Heartbeat = TimeSpan.FromSeconds(3), Lease = TimeSpan.FromSeconds(5) }.Validate(new(new object()));

        Assert.Contains(nameof(PresenceOptions.Lease), Assert.Single(findings).ErrorMessage);
    }

    private async Task<Presence> StartAsync(RedisServer? other = null)
    {
        var redis = await RedisClients.ConnectAsync((other ?? server).ConnectionString);
        var options = new PresenceOptions
        {
            KeyPrefix = _prefix,
            Heartbeat = TimeSpan.FromMilliseconds(100),
            Lease = TimeSpan.FromSeconds(2),
            ReportDelay = TimeSpan.FromMilliseconds(5),
        };
        var presence = new Presence(redis, Options.Create(options), TimeProvider.System, NullLogger<Presence>.Instance);
        _servers.Add((presence, redis));
        await presence.StartAsync(default);
        return presence;
    }

    private static Task SeesAsync(Presence presence, params Person[] people) => SeesInAsync(presence, "room", people);

    private static Task SeesInAsync(Presence presence, string room, params Person[] people) => Eventually.IsAsync(
        () => presence.ReadAsync(room, default), seen => seen.SequenceEqual(people), $"{people.Length} people are in {room}");

    /// <summary>Cuts the server off, as if it were killed: it says nothing any more.</summary>
    private Task KillAsync(Presence presence) => _servers.Single(each => each.Presence == presence).Redis.DisposeAsync().AsTask();

    private async Task ForgetServersAsync()
    {
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);
        await redis.ExecuteAsync(db => db.ScriptEvaluateAsync(
            "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end", values: [$"{{{_prefix}}}:*"]), default);
    }

    private async Task<int> KeysAsync()
    {
        await using var redis = await RedisClients.ConnectAsync(server.ConnectionString);
        var keys = await redis.ExecuteAsync(db => db.ScriptEvaluateAsync("return redis.call('KEYS', ARGV[1])", values: [$"{{{_prefix}}}:*"]), default);
        return ((string[])keys!).Length;
    }
}
