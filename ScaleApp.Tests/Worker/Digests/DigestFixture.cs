using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ScaleApp.Data;
using ScaleApp.Redis;
using ScaleApp.Redis.SignalR;
using ScaleApp.Tests.Redis;
using ScaleApp.Tests.Support;
using ScaleApp.Worker.Digests;
using ScaleApp.Worker.Email;

namespace ScaleApp.Tests.Worker.Digests;

/// <summary>A database and a pickup folder of one test's own, and workers that write digests from one to the other.</summary>
public sealed class DigestFixture : IAsyncLifetime
{
    internal static readonly DateTimeOffset Occurrence = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    // Nobody listens there: a digest does without Redis, but for what is unread.
    private const string NoRedis = "127.0.0.1:1";

    private readonly ShopDatabase _database = new();
    private readonly List<ShopContext> _contexts = [];
    private IRedisConnection _redis = RedisClients.Create(NoRedis);

    /// <summary>Two in five of the seeded customers.</summary>
    internal static int Subscribers => ShopDatabase.Plan.Customers * 2 / 5;

    internal ShopDatabase Database => _database;

    internal string Folder { get; } = Directory.CreateTempSubdirectory("scaleapp-mail-").FullName;

    internal IEmailSender Pickup => new PickupFolderSender(Options.Create(new EmailOptions { PickupFolder = Folder }));

    public Task InitializeAsync() => _database.InitializeAsync();

    /// <summary>Lets the workers ask a Redis what is unread.</summary>
    internal async Task<IRedisConnection> UseAsync(RedisServer server)
    {
        await _redis.DisposeAsync();
        return _redis = await RedisClients.ConnectAsync(server.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.DisposeAsync();
        }

        await _redis.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The digest as one worker has it, with a context of its own.</summary>
    internal DailyDigest Worker(IEmailSender? email = null, TimeSpan? claimLifetime = null)
    {
        var context = _database.Context();
        _contexts.Add(context);
        var options = Options.Create(new DailyDigestOptions { BatchSize = 7, ClaimLifetime = claimLifetime ?? TimeSpan.FromSeconds(30) });
        var rooms = new UnreadRooms(context, new MessageLog(_redis, Options.Create(new MessageLogOptions())), NullLogger<UnreadRooms>.Instance);
        return new DailyDigest(new DigestLedger(context, TimeProvider.System), rooms, email ?? Pickup, options, TimeProvider.System,
            NullLogger<DailyDigest>.Instance);
    }

    internal string[] Mails() => Directory.GetFiles(Folder, "*.eml");
}
