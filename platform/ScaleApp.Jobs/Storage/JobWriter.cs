using ScaleApp.Redis;
using StackExchange.Redis;

namespace ScaleApp.Jobs;

/// <summary>Creates jobs and changes those that no worker has: the scripts that clients call.</summary>
internal sealed class JobWriter(IRedisConnection redis, QueueCatalog queues)
{
    private static readonly RedisScript EnqueueScript = JobScripts.Load("enqueue");
    private static readonly RedisScript AwaitScript = JobScripts.Load("await");
    private static readonly RedisScript LinkScript = JobScripts.Load("link");
    private static readonly RedisScript DeleteScript = JobScripts.Load("delete");
    private static readonly RedisScript RequeueScript = JobScripts.Load("requeue");
    private static readonly RedisScript RescheduleScript = JobScripts.Load("reschedule");

    /// <summary>Puts jobs into one queue in one step.</summary>
    /// <returns>The local id of each: that of the job which was there in its place where there was one.</returns>
    public async Task<string[]> EnqueueAsync(string queue, IReadOnlyList<NewJob> jobs, CancellationToken ct)
    {
        var keys = queues.Keys(queue);
        await queues.ListAsync(queue, ct);
        var ids = new string[jobs.Count];
        var plain = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = jobs[i].Id;
            plain += plain == i && jobs[i].IsPlain ? 1 : 0;
        }

        var result = (RedisResult[])(await redis.EvaluateAsync(EnqueueScript, keys.TagOnly, Arguments(jobs, plain), ct))!;
        for (var i = 0; i < result.Length; i += 2)
        {
            ids[plain + (int)result[i]] = (string)result[i + 1]!;
        }

        return ids;
    }

    /// <summary>
    /// Creates a job that starts when all <paramref name="parents"/> have ended. When these are created only now,
    /// <paramref name="open"/> is how long that may take; <see cref="CloseAsync"/> says that it is done.
    /// </summary>
    public async Task AwaitAsync(NewJob job, IReadOnlyList<string> parents, TimeSpan open, CancellationToken ct)
    {
        var keys = queues.Keys(job.Request.Queue);
        await queues.ListAsync(job.Request.Queue, ct);
        RedisValue[] arguments = [job.Id, job.Record, (long)open.TotalMilliseconds, .. parents.Select(parent => (RedisValue)parent)];
        await redis.EvaluateAsync(AwaitScript, keys.TagOnly, arguments, ct);
    }

    /// <summary>All that the job waits for was created; false when that took too long, so that it was given up.</summary>
    public Task<bool> CloseAsync(NewJob job, CancellationToken ct) =>
        redis.ExecuteAsync(database => database.SortedSetRemoveAsync(queues.Keys(job.Request.Queue).Opening, job.Id), ct);

    /// <summary>Notes on a job that another waits for it; false when there is nothing to wait for.</summary>
    public async Task<bool> LinkAsync(JobId parent, string link, CancellationToken ct) =>
        (int)await redis.EvaluateAsync(LinkScript, queues.Keys(parent.Queue).TagOnly, [parent.Local, link], ct) == 1;

    public async Task<(bool Existed, string[] Signals)> DeleteAsync(JobId id, JobState? from, CancellationToken ct)
    {
        var result = (RedisResult[])(await redis.EvaluateAsync(DeleteScript, queues.Keys(id.Queue).TagOnly, [id.Local, Name(from)], ct))!;
        return ((int)result[0] == 1, (string[])result[1]!);
    }

    /// <returns>How many of them had ended or were delayed, and now wait.</returns>
    public async Task<int> RequeueAsync(string queue, RedisValue[] ids, JobState? from, CancellationToken ct) =>
        ids.Length == 0 ? 0 : (int)await redis.EvaluateAsync(RequeueScript, queues.Keys(queue).TagOnly, [Name(from), .. ids], ct);

    /// <returns>Whether it waited, was delayed or had ended; now it is delayed.</returns>
    public async Task<bool> RescheduleAsync(JobId id, DueTime due, JobState? from, CancellationToken ct) =>
        (int)await redis.EvaluateAsync(RescheduleScript, queues.Keys(id.Queue).TagOnly, [id.Local, due.Value, Name(from)], ct) == 1;

    private static RedisValue Name(JobState? from) => from?.ToString() ?? "";

    // The first jobs, as long as they are plain, and the rest: their order is that of the jobs.
    private static RedisValue[] Arguments(IReadOnlyList<NewJob> jobs, int plain)
    {
        var arguments = new RedisValue[1 + (plain * 2) + ((jobs.Count - plain) * 6)];
        arguments[0] = plain;
        var at = 1;
        for (var i = 0; i < jobs.Count; i++)
        {
            var job = jobs[i];
            arguments[at++] = job.Id;
            arguments[at++] = job.Record;
            if (i >= plain)
            {
                arguments[at++] = job.Due.Value;
                arguments[at++] = job.Request.UniqueKey ?? "";
                arguments[at++] = job.Request.UniqueKey is null ? 0 : Math.Max(1, (long)job.Request.UniqueFor.TotalMilliseconds);
                arguments[at++] = job.Links ?? "";
            }
        }

        return arguments;
    }
}
