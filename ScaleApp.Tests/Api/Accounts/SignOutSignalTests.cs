using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using ScaleApp.Api.Accounts;
using ScaleApp.Redis;
using ScaleApp.Tests.Redis;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Api.Accounts;

public sealed class SignOutSignalTests(RedisServer server) : IClassFixture<RedisServer>
{
    [RequiresFact("redis-server")]
    public async Task Every_replica_hears_of_a_sign_out_once()
    {
        await using var first = await Replica.StartAsync(server);
        await using var second = await Replica.StartAsync(server);
        SignedOut session = new(42, "handle"), everything = new(43, null);

        await first.Signal.RaiseAsync(session);
        await first.Signal.RaiseAsync(everything);

        foreach (var replica in (Replica[])[first, second])
        {
            SignedOut[] heard = [await replica.NextAsync(), await replica.NextAsync()];
            Assert.Equal([session, everything], heard.OrderBy(signedOut => signedOut.CustomerId));
            Assert.False(replica.HasMore);
        }
    }

    [RequiresFact("redis-server")]
    public async Task A_listener_that_fails_keeps_no_other_from_hearing()
    {
        await using var replica = await Replica.StartAsync(server, new Failing());

        await replica.Signal.RaiseAsync(new SignedOut(1, null));

        Assert.Equal(1, (await replica.NextAsync()).CustomerId);
    }

    private sealed class Failing : ISignOutListener
    {
        public void OnSignedOut(SignedOut signedOut) => throw new InvalidOperationException("A test.");
    }

    private sealed class Replica : ISignOutListener, IAsyncDisposable
    {
        private readonly Channel<SignedOut> _heard = Channel.CreateUnbounded<SignedOut>();
        private readonly IRedisConnection _redis;

        private Replica(IRedisConnection redis, ISignOutListener[] before)
        {
            _redis = redis;
            Signal = new SignOutSignal(redis, [.. before, this], NullLogger<SignOutSignal>.Instance);
        }

        public SignOutSignal Signal { get; }

        public bool HasMore => _heard.Reader.TryPeek(out _);

        public static async Task<Replica> StartAsync(RedisServer server, params ISignOutListener[] before)
        {
            var replica = new Replica(await RedisClients.ConnectAsync(server.ConnectionString), before);
            await replica.Signal.StartAsync(CancellationToken.None);

            // A signal from nobody: once it is heard, the subscription stands.
            await Eventually.IsTrueAsync(async () =>
            {
                await replica._redis.ExecuteAsync(db => db.PublishAsync(StackExchange.Redis.RedisChannel.Literal("accounts:signed-out"), $"{Guid.NewGuid():N} 0 "), default);
                return replica.HasMore;
            }, "the replica listens");
            await replica._redis.ExecuteAsync(db => db.PingAsync(), default);
            while (replica._heard.Reader.TryRead(out _))
            {
            }

            return replica;
        }

        public async Task<SignedOut> NextAsync()
        {
            SignedOut heard;
            do
            {
                heard = await _heard.Reader.ReadAsync().AsTask().WaitAsync(Eventually.Default);
            }
            while (heard.CustomerId == 0);

            return heard;
        }

        public void OnSignedOut(SignedOut signedOut)
        {
            if (signedOut.CustomerId != 0 || !HasMore)
            {
                _heard.Writer.TryWrite(signedOut);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Signal.StopAsync(CancellationToken.None);
            Signal.Dispose();
            await _redis.DisposeAsync();
        }
    }
}
