using ScaleApp.Api.Limits;
using StackExchange.Redis;

namespace ScaleApp.Tests.Api.Limits;

/// <summary>The state of one replica: its connection to Redis, its memory and its clock.</summary>
internal sealed class LimitReplica : IAsyncDisposable
{
    private readonly IConnectionMultiplexer _redis;
    private readonly ILoggerFactory _logging;

    private LimitReplica(IConnectionMultiplexer redis, IOptions<RateLimitOptions> options, TimeProvider time)
    {
        _redis = redis;
        _logging = LoggerFactory.Create(logging => logging.AddProvider(Logs));
        Limits = new SharedLimits(redis, new RateLimitPolicies(options), new LocalLimits(options, time), options, time, _logging.CreateLogger<SharedLimits>());
    }

    public SharedLimits Limits { get; }

    public RecordedLogs Logs { get; } = new();

    public static async Task<LimitReplica> StartAsync(RedisServer server, int replicas = 3, TimeProvider? time = null)
    {
        var connection = ConfigurationOptions.Parse(server.ConnectionString);
        RedisDefaults.Apply(connection, clientName: "limits");
        return new LimitReplica(
            await ConnectionMultiplexer.ConnectAsync(connection), Options.Create(new RateLimitOptions { Replicas = replicas }), time ?? TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        _logging.Dispose();
    }
}
