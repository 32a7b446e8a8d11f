using System.Collections.Concurrent;

namespace ScaleApp.Dashboard.Live;

/// <summary>Tells open pages that what they show has changed; they then ask for it anew.</summary>
internal sealed class LiveChanges
{
    private readonly ConcurrentDictionary<string, long> _versions = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Says that a topic changed. Cheap, may be called at any rate: pages are told at most twice a second.</summary>
    public void Raise(string topic)
    {
        _versions.AddOrUpdate(topic, 1, static (_, version) => version + 1);
        Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
    }

    /// <summary>Which of the topics changed after <paramref name="seen"/>, which is brought up to date; waits until one has.</summary>
    public async Task<IReadOnlyList<string>> NextAsync(
        IReadOnlyCollection<string> topics, Dictionary<string, long> seen, CancellationToken ct)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            List<string> news = [.. topics.Where(topic => Version(topic) != seen.GetValueOrDefault(topic))];
            foreach (var topic in news)
            {
                seen[topic] = Version(topic);
            }

            if (news.Count > 0)
            {
                return news;
            }

            await changed.WaitAsync(ct);
        }
    }

    /// <summary>What there is to have seen now.</summary>
    public Dictionary<string, long> Now(IEnumerable<string> topics) => topics.Distinct().ToDictionary(topic => topic, Version);

    private long Version(string topic) => _versions.GetValueOrDefault(topic);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What pages may be about.</summary>
internal static class LiveTopics
{
    public const string Resources = "resources";
    public const string Traces = "traces";
    public const string Logs = "logs";
    public const string Metrics = "metrics";
    public const string Jobs = "jobs";
}
