namespace ScaleApp.Tests.Api.Rooms;

public sealed class RoomPresenceTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    // A lease of ten seconds, and a heartbeat of three that notices its expiry.
    private static readonly TimeSpan LongestAfterKill = TimeSpan.FromSeconds(15);

    [RequiresFact("redis-server", "postgres")]
    public async Task Members_of_a_killed_replica_leave_within_their_lease()
    {
        const string room = "product-31";
        using var bob = await api.First.SignInAsync();
        await using var here = await RoomClient.EnterAsync(api.First, room);
        var (program, address) = await ApiPrograms.StartAsync(api.Redis.ConnectionString, api.Database.ConnectionString);
        await using var victim = program;
        await using var there = await RoomClient.ConnectAsync(address, bob.Cookie);
        await there.JoinAsync(room);
        await Eventually.IsTrueAsync(() => here.People.Count == 2, "both are there");

        var watch = Stopwatch.StartNew();
        victim.Kill();

        await Eventually.IsTrueAsync(() => here.People.Count == 1, "one is left", LongestAfterKill);
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(5), $"The lease had not ended, and yet the people left after {watch.Elapsed}.");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Members_of_a_stopped_replica_leave_at_once()
    {
        const string room = "product-32";
        await using var here = await RoomClient.EnterAsync(api.First, room);
        var stopped = await api.StartReplicaAsync();
        await using var there = await RoomClient.EnterAsync(stopped, room);
        await Eventually.IsTrueAsync(() => here.People.Count == 2, "both are there");

        await stopped.DisposeAsync();

        await Eventually.IsTrueAsync(() => here.People.Count == 1, "one is left", TimeSpan.FromSeconds(3));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Many_joins_cause_few_broadcasts()
    {
        const string room = "product-33";
        const int joins = 300;
        using var ann = await api.First.SignInAsync();
        await using var here = await RoomClient.EnterAsync(api.First, room, ann);
        await Eventually.IsTrueAsync(() => here.People.Count == 1, "the client is shown");
        var before = here.PresenceBroadcasts;

        var watch = Stopwatch.StartNew();

        // On a busy machine one of many calls may exceed Redis's deadline; clients retry, as the error asks them to.
        var others = await Task.WhenAll(Enumerable.Range(0, joins).Select(number => Eventually.IsAsync(
            () => RoomClient.EnterAsync(number % 2 == 0 ? api.First : api.Second, room, ann), _ => true, "the client has joined")));
        var seconds = watch.Elapsed.TotalSeconds;
        await Eventually.IsTrueAsync(() => here.PresenceBroadcasts > before, "it receives a presence broadcast");

        // Four a second at most by each replica, and what heartbeats add.
        Assert.InRange(here.PresenceBroadcasts - before, 1, (int)(seconds * 10) + 10);
        await Task.WhenAll(others.Select(other => other.DisposeAsync().AsTask()));
    }
}
