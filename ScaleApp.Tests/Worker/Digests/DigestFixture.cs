using ScaleApp.Data;
using ScaleApp.Data.Digests;
using ScaleApp.Worker.Digests;
using ScaleApp.Worker.Email;
using StackExchange.Redis;

namespace ScaleApp.Tests.Worker.Digests;

/// <summary>A test's own database and pickup folder, and workers that send digests to the folder.</summary>
public sealed class DigestFixture : IAsyncDisposable
{
    internal static readonly DateTimeOffset Occurrence = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    // Nothing listens there. A digest needs Redis only for the unread messages.
    private const string NoRedis = "127.0.0.1:1,abortConnect=false,connectTimeout=100,asyncTimeout=100";

    private readonly List<IHost> _workers = [];
    private IConnectionMultiplexer? _redis;

    /// <summary>Two in five of the seeded customers.</summary>
    internal static int Subscribers => ShopDatabase.Plan.Customers * 2 / 5;

    internal ShopDatabase Database { get; } = new();

    internal string Folder { get; } = Directory.CreateTempSubdirectory("scaleapp-mail-").FullName;

    internal IEmailSender Pickup => new PickupFolderSender(Options.Create(new EmailOptions { PickupFolder = Folder }));

    internal static async Task<DigestFixture> CreateAsync()
    {
        var digest = new DigestFixture();
        await digest.Database.InitializeAsync();
        digest._redis = await ConnectionMultiplexer.ConnectAsync(NoRedis);
        return digest;
    }

    /// <summary>Makes workers created later read unread counts from a Redis.</summary>
    internal async Task<IConnectionMultiplexer> UseAsync(RedisServer server)
    {
        await DisposeRedisAsync();
        return _redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        _workers.ForEach(worker => worker.Dispose());
        await DisposeRedisAsync();
        await Database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A worker without a job server: the test calls its jobs.</summary>
    internal DigestWorker Worker(IEmailSender? email = null, TimeProvider? time = null, params (string Name, string Value)[] options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Configuration.AddInMemoryCollection(
            [new("DailyDigest:ChunkSize", "9"), new("DailyDigest:BatchSize", "4"), new("DailyDigest:Parallelism", "2")]);
        builder.Configuration.AddInMemoryCollection(options.Select(option => KeyValuePair.Create($"DailyDigest:{option.Name}", (string?)option.Value)));
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton(_redis!);
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(Database.ConnectionString));
        builder.Services.AddDbContext<ShopContext>((services, context) =>
            context.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()).UseShopConventions());
        builder.Services.AddSingleton(email ?? Pickup);
        builder.Services.AddOptions<EmailOptions>();
        builder.AddDailyDigest();
        var host = builder.Build();
        _workers.Add(host);
        return new DigestWorker(host.Services);
    }

    private ValueTask DisposeRedisAsync() => _redis?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal string[] Mails() => Directory.GetFiles(Folder, "*.eml");
}

/// <summary>Calls the jobs of a worker, each in a new scope as Hangfire does.</summary>
internal sealed class DigestWorker(IServiceProvider services)
{
    /// <summary>Plans the occurrence and sends all of its chunks.</summary>
    public async Task RunAsync(DateTimeOffset occurrence, CancellationToken ct = default)
    {
        await PlanAsync(occurrence);
        await SendAsync(occurrence, ct);
    }

    public Task<bool> PlanAsync(DateTimeOffset occurrence) =>
        InScopeAsync(scope => scope.GetRequiredService<DigestPlanner>().PlanAsync(occurrence, default));

    public async Task SendAsync(DateTimeOffset occurrence, CancellationToken ct = default)
    {
        var chunks = await InScopeAsync(scope => scope.GetRequiredService<ShopContext>().DigestChunks
            .Where(chunk => chunk.Occurrence == occurrence).OrderBy(chunk => chunk.FirstId).ToListAsync(ct));
        foreach (var chunk in chunks)
        {
            await InScopeAsync(scope => scope.GetRequiredService<IDigestChunkJob>().SendAsync(occurrence, chunk.FirstId, chunk.LastId, ct));
        }
    }

    /// <summary>Fires the recurring job as Hangfire does when it is due or triggered manually.</summary>
    public Task FireAsync(string cron, string zone, DateTimeOffset firedAt) =>
        InScopeAsync(scope => ((DigestJob)scope.GetRequiredService<IDigestJob>()).FireAsync(cron, zone, firedAt, default));

    public Task ReconcileAsync() => InScopeAsync(scope => scope.GetRequiredService<IDigestJob>().ReconcileAsync(default));

    public Task<DateTimeOffset> BeginScheduleAsync() => services.GetRequiredService<DigestSchedules>().BeginAsync(default);

    private async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    private async Task InScopeAsync(Func<IServiceProvider, Task> work)
    {
        await using var scope = services.CreateAsyncScope();
        await work(scope.ServiceProvider);
    }
}
