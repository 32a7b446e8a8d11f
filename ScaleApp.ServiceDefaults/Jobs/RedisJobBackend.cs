using Hangfire;
using Hangfire.Redis.StackExchange;
using Hangfire.Server;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>Jobs in Redis, over the process's own connection, with the remedies for what its storage loses or delays.</summary>
internal sealed class RedisJobBackend(IConnectionMultiplexer redis, IOptions<JobOptions> options, ILogger<FetchedJobRecovery> recoveryLogger) : IJobBackend
{
    public RedisStorageOptions Storage { get; } = new()
    {
        Db = redis.GetDatabase().Database,
        Prefix = options.Value.Prefix,
        FetchTimeout = options.Value.FetchTimeout,
        InvisibilityTimeout = options.Value.InvisibilityTimeout,
        UseTransactions = true,
    };

    // Workers take from the end of the list.
    public bool ListsNextJobFirst => false;

    // The storage's locks look up their job through it.
    public string StorageFilter => "HangfireSubscriber";

    public JobStorage CreateStorage() => new RedisJobStorage(redis, Storage, options.Value.WatchInterval);

    // For the filter. The storage itself is the one of CreateStorage.
    public void Configure(IGlobalConfiguration configuration) => configuration.UseRedisStorage(redis, Storage);

    public IEnumerable<IBackgroundProcess> ProcessesOfServer(int workers, string[] queues) =>
    [
        // Twice in each pass of the watcher, so that a server that is forgotten loses its running jobs at most once.
        new ServerPresence(workers, queues, options.Value.WatchInterval / 2),
    ];

    public IEnumerable<IBackgroundProcess> ProcessesOfHost() =>
        [new FetchedJobRecovery(redis, Storage, options.Value.FetchedTimeout, options.Value.WatchInterval, recoveryLogger)];
}
