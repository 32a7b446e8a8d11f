using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.SignalR.Client;
using ScaleApp.Tests.Support;
using Xunit.Abstractions;

namespace ScaleApp.Tests.Redis.SignalR;

/// <summary>What a log promises, while its servers are killed. <c>SCALEAPP_CHAOS_SECONDS=60</c> makes the first test longer.</summary>
[Trait("Category", "Chaos")]
public sealed class LogChaosTests(ITestOutputHelper output)
{
    private const string Log = "chaos";
    private const int Servers = 3;
    private const int Writers = 4;

    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    [TestProgram("log-server")]
    internal static async Task<int> Serve(string[] args, CancellationToken stopping)
    {
        await using var server = await LogHub.StartAsync(args[0], options => options.Length = 1_000_000);
        Console.WriteLine(server.Address);
        await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    [RequiresFact("redis-server")]
    public async Task Every_acknowledged_entry_reaches_every_follower_once_and_in_order_though_servers_and_redis_are_killed()
    {
        const int clients = 200;
        var duration = TimeSpan.FromSeconds(int.Parse(
            Environment.GetEnvironmentVariable("SCALEAPP_CHAOS_SECONDS") ?? "12", CultureInfo.InvariantCulture));
        await using var redis = await RedisServer.StartAsync(appendOnly: true);
        await using var cluster = await Cluster.StartAsync(redis, Servers);
        await AppendAsync(cluster, "first");
        var followers = Enumerable.Range(0, clients).Select(_ => new RoamingFollower(Log, cluster.Any)).ToArray();
        await Eventually.IsTrueAsync(() => followers.All(follower => follower.Count == 1), "everybody follows", Settling);

        using var over = new CancellationTokenSource(duration);
        var writing = Enumerable.Range(0, Writers).Select(writer => WriteAsync(cluster, writer, over.Token)).ToArray();
        var kills = await HarmAsync(cluster, redis, over.Token);
        var acknowledged = (await Task.WhenAll(writing)).SelectMany(texts => texts).ToArray();
        await AppendAsync(cluster, "last");
        await Eventually.IsTrueAsync(
            () => followers.All(follower => follower.Current is { } current && current.Texts.LastOrDefault() == "last"), "everybody has the last entry", Settling);

        var all = await followers[0].StopAsync();
        output.WriteLine($"{all.Count} entries, {acknowledged.Length} acknowledged, {kills} servers killed, {followers.Sum(follower => follower.Connections)} connections");
        Assert.True(acknowledged.Length > 50 && kills > 1, $"{acknowledged.Length} entries and {kills} kills show little");
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.Empty(acknowledged.Except(all));
        foreach (var follower in followers)
        {
            Assert.Equal(all, await follower.StopAsync());
            Assert.Null(follower.Fault);
            await follower.DisposeAsync();
        }
    }

    [RequiresFact("redis-server")]
    public async Task Two_thousand_followers_of_a_server_that_was_killed_come_back_to_another_and_have_missed_nothing()
    {
        const int clients = 2_000;
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await Cluster.StartAsync(redis, 2);
        await AppendAsync(cluster, "first");
        var (doomed, other) = (cluster.Addresses[0], cluster.Addresses[1]);
        var target = doomed;
        var followers = new List<RoamingFollower>();
        foreach (var batch in Enumerable.Range(0, clients).Chunk(200))
        {
            followers.AddRange(batch.Select(_ => new RoamingFollower(Log, () => target)));
            await Eventually.IsTrueAsync(() => followers.All(follower => follower.Count == 1), "they follow", Settling);
        }

        target = other;
        var watch = Stopwatch.StartNew();
        cluster.Kill(doomed);
        await AppendAsync(other, "missed");
        await Eventually.IsTrueAsync(() => followers.All(follower => follower.Count == 2), "all are back and have what they missed", Settling);
        output.WriteLine($"{clients} followers were back after {watch.Elapsed.TotalSeconds:0.0} s");

        foreach (var follower in followers)
        {
            Assert.Equal(["first", "missed"], await follower.StopAsync());
            Assert.Null(follower.Fault);
            await follower.DisposeAsync();
        }
    }

    /// <summary>Writes until it is over; each entry again until it is acknowledged.</summary>
    private static async Task<List<string>> WriteAsync(Cluster cluster, int writer, CancellationToken over)
    {
        var acknowledged = new List<string>();
        using var pace = new PeriodicTimer(Pace);
        for (var number = 0; !over.IsCancellationRequested; number++)
        {
            await AppendAsync(cluster, $"{writer}-{number}");
            acknowledged.Add($"{writer}-{number}");
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }

        return acknowledged;
    }

    private static Task AppendAsync(Cluster cluster, string text) =>
        Eventually.IsTrueAsync(() => TryAppendAsync(cluster.Any(), text), $"{text} is acknowledged", Settling);

    private static Task AppendAsync(Uri server, string text) =>
        Eventually.IsTrueAsync(() => TryAppendAsync(server, text), $"{text} is acknowledged", Settling);

    private static async Task<bool> TryAppendAsync(Uri server, string text)
    {
        await using var connection = HubClient.Build(server, "");
        await connection.StartAsync();
        return await connection.InvokeAsync<long>("Append", Log, text, text) > 0;
    }

    /// <summary>Kills and replaces servers until it is over, and restarts Redis once. Returns how many servers were killed.</summary>
    private static async Task<int> HarmAsync(Cluster cluster, RedisServer redis, CancellationToken over)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.5));
        for (var kills = 0; ; kills++)
        {
            await pace.WaitForNextTickAsync(CancellationToken.None);
            if (over.IsCancellationRequested)
            {
                return kills;
            }

            await cluster.ReplaceAsync(cluster.Any());
            if (kills == 1)
            {
                await redis.RestartAsync();
            }
        }
    }

    /// <summary>Servers as processes of their own.</summary>
    private sealed class Cluster(RedisServer redis) : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<Uri, TestProgram> _servers = new();

        public IReadOnlyList<Uri> Addresses => [.. _servers.Keys];

        public static async Task<Cluster> StartAsync(RedisServer redis, int count)
        {
            var cluster = new Cluster(redis);
            await Task.WhenAll(Enumerable.Range(0, count).Select(_ => cluster.AddAsync()));
            return cluster;
        }

        public Uri Any() => Addresses is { Count: > 0 } addresses ? addresses[Random.Shared.Next(addresses.Count)] : throw new IOException("No server is up.");

        public void Kill(Uri address)
        {
            _servers.TryRemove(address, out var server);
            server!.Kill();
        }

        public async Task ReplaceAsync(Uri address)
        {
            Kill(address);
            await AddAsync();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var server in _servers.Values)
            {
                await server.DisposeAsync();
            }
        }

        private async Task AddAsync()
        {
            var server = TestProgram.Start("log-server", redis.ConnectionString);
            var line = await server.WaitForLineAsync(line => line.StartsWith("http", StringComparison.Ordinal), Settling);
            _servers[new Uri(line)] = server;
        }
    }
}
