using ScaleApp.Tests.Gateway;
using Xunit.Abstractions;

namespace ScaleApp.Tests.Api.Rooms;

[Trait("Category", "Chaos")]
public sealed class RoomChaosTests(ITestOutputHelper output)
{
    private const string Room = "product-1";
    private const int Replicas = 3, Members = 100, Writers = 4, Kills = 3;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(45);

    [RequiresFact("redis-server", "postgres")]
    public async Task Acknowledged_messages_reach_every_member_once_and_in_order()
    {
        await using var redis = await RedisServer.StartAsync(appendOnly: true);
        await using var database = await ShopDatabase.CreateAsync();
        await using var cluster = await Cluster.StartAsync(redis, database);
        using var customer = await SignedInCustomer.RegisterAsync(cluster.Address);
        var members = Enumerable.Range(0, Members).Select(_ => new Member(cluster.Address, customer)).ToArray();
        await Eventually.IsTrueAsync(() => members.All(member => member.Connections > 0), "all members are in the room", Settling);

        using var writing = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(number => WriteAsync(cluster.Address, customer, number, writing.Token)).ToArray();
        await HarmAsync(cluster, redis);
        await writing.CancelAsync();
        var acknowledged = (await Task.WhenAll(writers)).SelectMany(texts => texts).ToArray();
        await Eventually.IsTrueAsync(
            () => members.All(member => member.Follower.Messages.Count >= acknowledged.Length && member.Follower.Last == members[0].Follower.Last), "all members have all messages", Settling);

        var all = members[0].Texts;
        output.WriteLine($"{all.Length} messages, {acknowledged.Length} acknowledged, {members.Sum(member => member.Connections)} connections of {Members} members");
        Assert.True(acknowledged.Length > 100, $"{acknowledged.Length} messages show little.");
        Assert.True(members.Sum(member => member.Connections) > Members, "No connection broke.");
        Assert.Empty(acknowledged.Except(all));
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.All(members, member => Assert.Equal(all, member.Texts));
        Assert.All(members, member => Assert.Equal(0, member.Follower.Resets));
        Assert.All(acknowledged.GroupBy(text => text[..2]), sent => Assert.Equal(sent, all.Where(text => text[..2] == sent.Key && sent.Contains(text))));
        await Task.WhenAll(members.Select(member => member.DisposeAsync().AsTask()));
    }

    /// <summary>Kills and replaces replicas, and restarts Redis once in between.</summary>
    private static async Task HarmAsync(Cluster cluster, RedisServer redis)
    {
        using var pace = new PeriodicTimer(BetweenKills);
        for (var kill = 0; kill < Kills; kill++)
        {
            await pace.WaitForNextTickAsync();
            await cluster.ReplaceAsync(kill % Replicas);
            if (kill == Kills / 2)
            {
                await redis.RestartAsync();
            }
        }
    }

    /// <summary>Sends messages, each again with its id until it is acknowledged, and returns them.</summary>
    private static async Task<List<string>> WriteAsync(Uri gateway, SignedInCustomer customer, int writer, CancellationToken end)
    {
        var acknowledged = new List<string>();
        RoomClient? client = null;
        using var pace = new PeriodicTimer(Pace);
        for (var number = 0; !end.IsCancellationRequested; number++)
        {
            var text = $"{writer}:{number}";
            await Eventually.IsTrueAsync(async () =>
            {
                if (client is null || client.Closed.IsCompleted)
                {
                    client = await RoomClient.ConnectAsync(gateway, customer.Cookie);
                    await client.JoinAsync(Room);
                }

                // A tenth is sent twice, as after a lost acknowledgement.
                var isAcknowledged = await client.SendAsync(Room, text, text).WaitAsync(AnswerLimit) is not null;
                return isAcknowledged && (number % 10 != 0 || await client.SendAsync(Room, text, text).WaitAsync(AnswerLimit) is not null);
            }, $"{text} is acknowledged", Settling);
            acknowledged.Add(text);
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }

        await (client?.DisposeAsync() ?? ValueTask.CompletedTask);
        return acknowledged;
    }

    /// <summary>A member that reconnects through the gateway when its connection breaks, and resumes at its position.</summary>
    private sealed class Member : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly Task _living;

        public Member(Uri gateway, SignedInCustomer customer) => _living = LiveAsync(gateway, customer);

        public int Connections { get; private set; }

        public RoomFollower Follower { get; } = new();

        public string[] Texts => [.. Follower.Messages.Select(message => message.Text)];

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _living;
            _end.Dispose();
        }

        private async Task LiveAsync(Uri gateway, SignedInCustomer customer)
        {
            while (!_end.IsCancellationRequested)
            {
                try
                {
                    await using var client = await RoomClient.ConnectAsync(gateway, customer.Cookie);
                    await client.JoinAsync(Room, Follower);
                    Connections++;
                    await client.Closed.WaitAsync(_end.Token);
                }
                catch (Exception)
                {
                    // Refused or disconnected during the join: retried, as a page does.
                    await Task.Delay(Random.Shared.Next(100, 500), _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }

    /// <summary>Replicas of the API as processes, behind the gateway.</summary>
    private sealed class Cluster(RedisServer redis, ShopDatabase database, TestGateway gateway) : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<int, TestProgram> _replicas = new();

        public Uri Address => gateway.Client.BaseAddress!;

        public static async Task<Cluster> StartAsync(RedisServer redis, ShopDatabase database)
        {
            var gateway = await TestGateway.StartAsync(redis, "Gateway:Service=api");
            var cluster = new Cluster(redis, database, gateway);
            await Task.WhenAll(Enumerable.Range(0, Replicas).Select(cluster.StartReplicaAsync));
            await Eventually.IsTrueAsync(() => gateway.Available.Count == Replicas, "the gateway knows all replicas");
            return cluster;
        }

        /// <summary>Kills a replica with SIGKILL, and returns when its replacement serves.</summary>
        public async Task ReplaceAsync(int number)
        {
            _replicas[number].Kill();
            await StartReplicaAsync(number);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var replica in _replicas.Values)
            {
                await replica.DisposeAsync();
            }

            await gateway.DisposeAsync();
        }

        private async Task StartReplicaAsync(int number)
        {
            var (program, _) = await ApiPrograms.StartAsync(redis.ConnectionString, database.ConnectionString,
                "Limits:Policies:room-messages:Permits=1000000", "Rooms:KeptMessages=100000");
            _replicas[number] = program;
        }
    }
}
