using System.Text.Json;
using ScaleApp.Redis;
using StackExchange.Redis;

namespace ScaleApp.Jobs;

/// <inheritdoc/>
internal sealed class JobMonitor(IRedisConnection redis, QueueCatalog queues, JobWriter writer, JobReader reader) : IJobMonitor
{
    private static readonly RedisScript SettingsScript = JobScripts.Load("settings");

    public async Task<IReadOnlyList<QueueStatistics>> GetQueuesAsync(CancellationToken ct = default) =>
        await Task.WhenAll((await queues.AllAsync(ct)).Select(queue => GetQueueAsync(queue, ct)));

    public Task<QueueStatistics> GetQueueAsync(string queue, CancellationToken ct = default) => reader.QueueAsync(queues.Keys(queue), ct);

    public async Task<IReadOnlyList<ServerStatistics>> GetServersAsync(CancellationToken ct = default)
    {
        var found = new Dictionary<string, ServerStatistics>();
        foreach (var queue in await queues.AllAsync(ct))
        {
            var keys = queues.Keys(queue);
            var beats = await redis.ExecuteAsync(database => database.SortedSetRangeByRankWithScoresAsync(keys.Servers), ct);
            var info = (await redis.ExecuteAsync(database => database.HashGetAllAsync(keys.ServerInfo), ct)).ToStringDictionary();
            foreach (var beat in beats)
            {
                if (info.TryGetValue(beat.Element!, out var text) && JsonSerializer.Deserialize<ServerDescription>(text) is { } server)
                {
                    found[beat.Element!] = new ServerStatistics(beat.Element!, server.Machine, server.ProcessId, server.WorkerCount,
                        server.Queues, server.StartedAt, DateTimeOffset.FromUnixTimeMilliseconds((long)beat.Score) - server.Lease);
                }
            }
        }

        return [.. found.Values.OrderBy(server => server.Id, StringComparer.Ordinal)];
    }

    public Task<JobDetails?> GetJobAsync(string jobId, CancellationToken ct = default)
    {
        var id = JobId.Parse(jobId);
        return reader.DetailsAsync(queues.Keys(id.Queue), id, ct);
    }

    public Task<JobPage> ListAsync(JobFilter filter, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegative(filter.Offset);
        ArgumentOutOfRangeException.ThrowIfNotEqual(filter.Limit is >= 1 and <= 500, true, nameof(filter.Limit));
        return reader.PageAsync(queues.Keys(filter.Queue), filter, ct);
    }

    public Task PauseAsync(string queue, CancellationToken ct = default) => SetAsync(queue, ct, "paused", "1");

    public Task ResumeAsync(string queue, CancellationToken ct = default) => SetAsync(queue, ct, "paused", "");

    public Task SetRateLimitAsync(string queue, int? jobs, TimeSpan period = default, CancellationToken ct = default)
    {
        if (jobs is null)
        {
            return SetAsync(queue, ct, "rate", "", "period", "");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(jobs.Value, 1, nameof(jobs));
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.FromMilliseconds(1));
        return SetAsync(queue, ct, "rate", jobs.Value, "period", (long)period.TotalMilliseconds);
    }

    public async Task<int> RequeueDeadAsync(string queue, CancellationToken ct = default)
    {
        var keys = queues.Keys(queue);
        var left = await redis.ExecuteAsync(database => database.SortedSetLengthAsync(keys.Dead), ct);
        var moved = 0;
        while (left > 0)
        {
            var ids = await redis.ExecuteAsync(database => database.SortedSetRangeByRankAsync(keys.Dead, 0, Math.Min(left, 500) - 1), ct);
            if (ids.Length == 0)
            {
                break;
            }

            moved += await writer.RequeueAsync(queue, ids, JobState.Dead, ct);
            left -= ids.Length;
        }

        return moved;
    }

    private async Task SetAsync(string queue, CancellationToken ct, params RedisValue[] settings)
    {
        var keys = queues.Keys(queue);
        await queues.ListAsync(queue, ct);
        await redis.EvaluateAsync(SettingsScript, keys.TagOnly, settings, ct);
    }
}
