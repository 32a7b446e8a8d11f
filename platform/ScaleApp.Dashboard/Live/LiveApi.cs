using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace ScaleApp.Dashboard.Live;

/// <summary>The stream of changes that an open page listens to.</summary>
internal static class LiveApi
{
    private const int MostTopics = 16;

    // Pages are asked for anew after every message: twice a second is as live as an eye can use.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(15);

    public static void MapLive(this IEndpointRouteBuilder routes) => routes.MapGet("/live",
        (string topics, LiveChanges changes, TimeProvider time, IHostApplicationLifetime lifetime, CancellationToken ct) =>
            TypedResults.ServerSentEvents(WatchAsync(
                [.. topics.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().Take(MostTopics)],
                changes, time, lifetime.ApplicationStopping, ct)));

    private static async IAsyncEnumerable<SseItem<string>> WatchAsync(
        string[] topics, LiveChanges changes, TimeProvider time, CancellationToken stopping, [EnumeratorCancellation] CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, stopping);
        var seen = changes.Now(topics);
        yield return new("", "ready");
        while (!end.IsCancellationRequested)
        {
            yield return await NextAsync(topics, changes, seen, time, end.Token);
            await Task.Delay(Pace, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The next change, or a sign of life by which a connection that is gone is noticed.</summary>
    private static async Task<SseItem<string>> NextAsync(
        string[] topics, LiveChanges changes, Dictionary<string, long> seen, TimeProvider time, CancellationToken ct)
    {
        using var quiet = new CancellationTokenSource(SignOfLife, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, ct);
        try
        {
            return new(string.Join(' ', await changes.NextAsync(topics, seen, either.Token)), "change");
        }
        catch (OperationCanceledException)
        {
            return new("", "alive");
        }
    }
}
