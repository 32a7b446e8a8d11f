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

    /// <summary>Puts jobs into one queue in one step.</summary>
    /// <returns>The local id of each: that of the job which was there in its place where there was one.</returns>
    public async Task<string[]> EnqueueAsync(string queue, IReadOnlyList<JobRequest> jobs, CancellationToken ct)
    {
        var keys = queues.Keys(queue);
        await queues.ListAsync(queue, ct);
        var ids = new string[jobs.Count];
        var arguments = new List<RedisValue>(jobs.Count * 16);
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = jobs[i].Id ?? JobId.NewLocal();
            JobHash.AppendArguments(ids[i], jobs[i], arguments);
        }

        var result = (RedisResult[])(await redis.EvaluateAsync(EnqueueScript, keys.TagOnly, [.. arguments], ct))!;
        for (var i = 0; i < result.Length; i += 2)
        {
            ids[(int)result[i]] = (string)result[i + 1]!;
        }

        return ids;
    }

    /// <summary>Creates a job that starts when all <paramref name="parents"/> have ended.</summary>
    public async Task AwaitAsync(JobRequest job, IReadOnlyList<string> parents, CancellationToken ct)
    {
        var keys = queues.Keys(job.Queue);
        await queues.ListAsync(job.Queue, ct);
        var arguments = new List<RedisValue>(parents.Count + 16) { job.Id, (int)job.Priority, 0 };
        JobHash.AppendFields(job, arguments);
        arguments[2] = arguments.Count - 3;
        arguments.AddRange(parents.Select(parent => (RedisValue)parent));
        await redis.EvaluateAsync(AwaitScript, keys.TagOnly, [.. arguments], ct);
    }

    /// <summary>Notes on a job that another waits for it; false when there is nothing to wait for.</summary>
    public async Task<bool> LinkAsync(JobId parent, string link, CancellationToken ct) =>
        (int)await redis.EvaluateAsync(LinkScript, queues.Keys(parent.Queue).TagOnly, [parent.Local, link], ct) == 1;

    public async Task<(bool Existed, string[] Signals)> DeleteAsync(JobId id, CancellationToken ct)
    {
        var result = (RedisResult[])(await redis.EvaluateAsync(DeleteScript, queues.Keys(id.Queue).TagOnly, [id.Local], ct))!;
        return ((int)result[0] == 1, (string[])result[1]!);
    }

    /// <returns>How many of them had ended or were delayed, and now wait.</returns>
    public async Task<int> RequeueAsync(string queue, RedisValue[] ids, CancellationToken ct) =>
        ids.Length == 0 ? 0 : (int)await redis.EvaluateAsync(RequeueScript, queues.Keys(queue).TagOnly, ids, ct);
}
