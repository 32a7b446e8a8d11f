using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace ScaleApp.Redis.Caching;

/// <summary>What the process remembers, and what it hears of other replicas.</summary>
internal sealed class CacheMemory : IDisposable
{
    private readonly MemoryPartition[] _partitions;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    public CacheMemory(IOptions<RedisHybridCacheOptions> options, TimeProvider time) =>
        _partitions = [.. Enumerable.Range(0, CacheKeys.Partitions)
            .Select(_ => new MemoryPartition(options.Value.MemoryLimit / CacheKeys.Partitions, time))];

    public MemoryPartition this[int partition] => _partitions[partition];

    /// <summary>The numbers of the last invalidations that were heard of, by partition.</summary>
    public long?[] Highest => Array.ConvertAll(_partitions, partition => partition.Highest);

    /// <summary>What this process is getting.</summary>
    public CacheFlights Flights { get; } = new();

    /// <summary>A task that ends when the entry has been filled by anybody. To be got before Redis is asked for the entry.</summary>
    public Task WaitForFill(string key) =>
        _waiting.GetOrAdd(key, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Ends <see cref="WaitForFill"/>.</summary>
    public void EndWait(string key)
    {
        if (_waiting.TryRemove(key, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>Does what another replica says; what was heard of before, as from oneself, changes nothing.</summary>
    public void Hear(CacheMessage message)
    {
        if (message.Event is CacheEvent.Filled)
        {
            EndWait(message.Name);
        }
        else if (_partitions[message.Partition].Hear(message.Number))
        {
            Forget(message);
        }
    }

    /// <summary>Does what this process has brought about. When it returns, nothing older is served.</summary>
    public void Apply(CacheMessage message)
    {
        _partitions[message.Partition].Hear(message.Number);
        Forget(message);
    }

    public void Flush()
    {
        Array.ForEach(_partitions, partition => partition.Flush());
        Flights.Clear();
    }

    private void Forget(CacheMessage message)
    {
        var partition = _partitions[message.Partition];
        if (message.Event is CacheEvent.KeyRemoved)
        {
            partition.Remove(message.Name);
            Flights.Forget(message.Name);

            // The lease is void: who waits for it may take it.
            EndWait(message.Name);
        }
        else
        {
            partition.RemoveTag(message.Name);
            Flights.ForgetTag(message.Name);
        }
    }

    public void Dispose() => Array.ForEach(_partitions, partition => partition.Dispose());
}
