using System.Collections.Concurrent;

namespace ScaleApp.Redis.Caching;

/// <summary>The entries that this process is getting at the moment: however many ask for one, it is got once.</summary>
internal sealed class CacheFlights
{
    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);

    /// <summary>Joins whoever is getting the entry, or begins to get it.</summary>
    public Task<CacheItem<T>> Join<T>(CacheEntry entry, Func<Task<CacheItem<T>>> get)
    {
        var mine = new Flight<T>(entry.Tags);
        var shared = _flights.GetOrAdd(entry.Key, mine);
        if (shared == mine)
        {
            _ = RunAsync(entry.Key, mine, get);
            return mine.Task;
        }

        // Who asks for it as another type gets it alone.
        return shared is Flight<T> same ? same.Task : get();
    }

    /// <summary>Who asks from now on does not join: what is being got may be older than an invalidation.</summary>
    public void Forget(string key) => _flights.TryRemove(key, out _);

    /// <inheritdoc cref="Forget"/>
    public void ForgetTag(string tag)
    {
        foreach (var flight in _flights.Where(flight => flight.Value.Tags.Contains(tag)))
        {
            _flights.TryRemove(flight);
        }
    }

    /// <inheritdoc cref="Forget"/>
    public void Clear() => _flights.Clear();

    private async Task RunAsync<T>(string key, Flight<T> flight, Func<Task<CacheItem<T>>> get)
    {
        try
        {
            var item = await get();
            _flights.TryRemove(new(key, flight));
            flight.Succeed(item);
        }
        catch (Exception error)
        {
            _flights.TryRemove(new(key, flight));
            flight.Fail(error);
        }
    }

    private abstract class Flight(string[] tags)
    {
        public string[] Tags => tags;
    }

    private sealed class Flight<T>(string[] tags) : Flight(tags)
    {
        private readonly TaskCompletionSource<CacheItem<T>> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<CacheItem<T>> Task => _end.Task;

        public void Succeed(CacheItem<T> item) => _end.SetResult(item);

        public void Fail(Exception error)
        {
            _end.SetException(error);

            // Whoever began it may have gone: nobody has to look at it.
            _ = _end.Task.Exception;
        }
    }
}
