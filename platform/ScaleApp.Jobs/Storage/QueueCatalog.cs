using System.Collections.Concurrent;
using ScaleApp.Redis;

namespace ScaleApp.Jobs;

/// <summary>The queues' keys, and the list of queues that ever held a job.</summary>
internal sealed class QueueCatalog(IRedisConnection redis)
{
    private readonly ConcurrentDictionary<string, JobKeys> _keys = new();
    private readonly ConcurrentDictionary<string, bool> _listed = new();

    /// <exception cref="ArgumentException">No queue can be called that.</exception>
    public JobKeys Keys(string queue) =>
        _keys.TryGetValue(queue, out var keys) ? keys : _keys.GetOrAdd(QueueName.Check(queue), static name => new JobKeys(name));

    /// <summary>Lists a queue, once a process: the list is in another slot than the queue, so it cannot be the script's work.</summary>
    public async ValueTask ListAsync(string queue, CancellationToken ct)
    {
        if (_listed.ContainsKey(queue))
        {
            return;
        }

        await redis.ExecuteAsync(database => database.SetAddAsync(JobKeys.Queues, queue), ct);
        _listed[queue] = true;
    }

    public async Task<IReadOnlyList<string>> AllAsync(CancellationToken ct)
    {
        var names = await redis.ExecuteAsync(database => database.SetMembersAsync(JobKeys.Queues), ct);
        return [.. names.Select(name => (string)name!).Where(QueueName.IsValid).Order(StringComparer.Ordinal)];
    }
}
