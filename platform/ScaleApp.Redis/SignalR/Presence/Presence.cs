using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScaleApp.Redis.SignalR;

/// <inheritdoc/>
internal sealed partial class Presence(IRedisConnection redis, IOptions<PresenceOptions> options, TimeProvider time, ILogger<Presence> logger)
    : BackgroundService, IPresence
{
    // Rooms in one report.
    private const int Batch = 200;

    private static readonly RedisScript BeatScript = RedisScript.Load(typeof(Presence).Assembly, "SignalR/Presence/beat.lua");

    private readonly string _server = Guid.NewGuid().ToString("N");
    private readonly string _prefix = $"{{{options.Value.KeyPrefix}}}";
    private readonly LocalPresence _local = new();
    private TaskCompletionSource _news = NewSignal();

    public event Action<string>? Changed;

    public void Enter(string room, string connectionId, Person person)
    {
        if (_local.Enter(room, connectionId, person))
        {
            Volatile.Read(ref _news).TrySetResult();
        }
    }

    public void Leave(string room, string connectionId)
    {
        if (_local.Leave(room, connectionId))
        {
            Volatile.Read(ref _news).TrySetResult();
        }
    }

    public async Task<IReadOnlyList<Person>> ReadAsync(string room, CancellationToken ct)
    {
        var servers = await redis.ExecuteAsync(db => db.HashValuesAsync($"{_prefix}:room:{room}"), ct);
        return
        [
            .. servers.SelectMany(people => JsonSerializer.Deserialize((string)people!, PresenceJson.Default.PersonArray)!)
                .DistinctBy(person => person.Id).OrderBy(person => person.Name, StringComparer.Ordinal),
        ];
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryBeatAsync(isLeaving: true, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var subscription = await redis.SubscribeAsync(Channel, (_, room) => Changed?.Invoke(room!), stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var news = Volatile.Read(ref _news);
            await news.Task.WaitAsync(options.Value.Heartbeat, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (news.Task.IsCompleted)
            {
                await Task.Delay(options.Value.ReportDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Volatile.Write(ref _news, NewSignal());
            }

            await TryBeatAsync(isLeaving: false, stoppingToken);
        }
    }

    private RedisChannel Channel => new(Encoding.UTF8.GetBytes($"{_prefix}:changed"), RedisChannel.PatternMode.Literal);

    private async Task TryBeatAsync(bool isLeaving, CancellationToken ct)
    {
        List<(string Room, string People)> reports;
        do
        {
            reports = _local.Take(Batch);
            try
            {
                if (!await BeatAsync(reports, isLeaving, ct) && !isLeaving)
                {
                    _local.ReportEverything();
                }
            }
            catch (Exception error) when (error is RedisUnavailableException or OperationCanceledException)
            {
                _local.GiveBack(reports);
                LogNotReported(error.Message);
                return;
            }
        }
        while (reports.Count == Batch);
    }

    /// <summary>False when the server was not known, and has to report everything.</summary>
    private async Task<bool> BeatAsync(List<(string Room, string People)> reports, bool isLeaving, CancellationToken ct)
    {
        RedisValue[] arguments =
        [
            _prefix, _server, (long)options.Value.Lease.TotalMilliseconds, isLeaving ? 1 : 0, (byte[])Channel!,
            .. reports.SelectMany(report => (RedisValue[])[report.Room, report.People]),
        ];
        return (int)await redis.EvaluateAsync(BeatScript, [$"{_prefix}:servers"], arguments, ct) == 1;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(2430, LogLevel.Warning, "Who is present on this server could not be reported, trying again at the next heartbeat: {Reason}")]
    private partial void LogNotReported(string reason);
}
