using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using ScaleApp.Api.Accounts;
using ScaleApp.Tests.Support;
using StackExchange.Redis;
using RedisServer = ScaleApp.Tests.Support.RedisServer;

namespace ScaleApp.Tests.Api.Accounts;

public sealed class SignOutNotifierTests(RedisServer server) : IClassFixture<RedisServer>
{
    [RequiresFact("redis-server")]
    public async Task Sign_out_is_notified_once_on_every_replica()
    {
        await using var first = await Replica.StartAsync(server);
        await using var second = await Replica.StartAsync(server);
        SignedOut session = new(42, "handle"), everything = new(43, null);

        await first.Notifier.NotifyAsync(session);
        await first.Notifier.NotifyAsync(everything);

        foreach (var replica in (Replica[])[first, second])
        {
            SignedOut[] heard = [await replica.NextAsync(), await replica.NextAsync()];
            Assert.Equal([session, everything], heard.OrderBy(signedOut => signedOut.CustomerId));
            Assert.False(replica.HasMore);
        }
    }

    [RequiresFact("redis-server")]
    public async Task Failing_listener_does_not_affect_the_others()
    {
        await using var replica = await Replica.StartAsync(server, new Failing());

        await replica.Notifier.NotifyAsync(new SignedOut(1, null));

        Assert.Equal(1, (await replica.NextAsync()).CustomerId);
    }

    private sealed class Failing : ISignOutListener
    {
        public void OnSignedOut(SignedOut signedOut) => throw new InvalidOperationException("A test.");
    }

    private sealed class Replica : ISignOutListener, IAsyncDisposable
    {
        private readonly Channel<SignedOut> _heard = Channel.CreateUnbounded<SignedOut>();
        private readonly ConnectionMultiplexer _redis;

        private Replica(ConnectionMultiplexer redis, ISignOutListener[] before)
        {
            _redis = redis;
            Notifier = new SignOutNotifier(redis, [.. before, this], TimeProvider.System, NullLogger<SignOutNotifier>.Instance);
        }

        public SignOutNotifier Notifier { get; }

        public bool HasMore => _heard.Reader.TryPeek(out _);

        public static async Task<Replica> StartAsync(RedisServer server, params ISignOutListener[] before)
        {
            var replica = new Replica(await RedisMultiplexers.ConnectAsync(server.ConnectionString), before);
            await replica.Notifier.StartAsync(CancellationToken.None);

            // The test publishes a message itself; once it is received, the subscription is active.
            await Eventually.IsTrueAsync(async () =>
            {
                await replica._redis.GetSubscriber().PublishAsync(RedisChannel.Literal("accounts:signed-out"), $"{Guid.NewGuid():N} 0 ");
                return replica.HasMore;
            }, "the replica listens");
            await replica._redis.GetDatabase().PingAsync();
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
            await Notifier.StopAsync(CancellationToken.None);
            Notifier.Dispose();
            await _redis.DisposeAsync();
        }
    }
}
