using ScaleApp.Redis;
using StackExchange.Redis;

namespace ScaleApp.Jobs;

/// <summary>
/// Carries the news that a job has ended to the jobs that wait for it, which may be in another slot. A message stays where it
/// was made until it is delivered, and counts once however often it is delivered.
/// </summary>
internal sealed class SignalCourier(IRedisConnection redis, QueueCatalog queues)
{
    private static readonly RedisScript SignalScript = JobScripts.Load("signal");

    /// <summary>Delivers messages <c>outcome mode child parent</c> made in <paramref name="queue"/>.</summary>
    public async Task DeliverAsync(string queue, IReadOnlyCollection<string> messages, CancellationToken ct)
    {
        // A job that is deleted because of one may have others waiting for it: news makes news, and ends where the chain does.
        var open = new Queue<(string From, string[] Messages)>();
        open.Enqueue((queue, [.. messages]));
        while (open.TryDequeue(out var next))
        {
            foreach (var group in next.Messages.Select(Parse).OfType<Signal>().GroupBy(signal => signal.Child.Queue))
            {
                var arguments = group.SelectMany(Arguments).ToArray();
                var result = await redis.EvaluateAsync(SignalScript, queues.Keys(group.Key).TagOnly, arguments, ct);
                if ((string[])result! is { Length: > 0 } further)
                {
                    open.Enqueue((group.Key, further));
                }
            }

            RedisValue[] delivered = [.. next.Messages.Select(message => (RedisValue)message)];
            if (delivered.Length > 0)
            {
                await redis.ExecuteAsync(database => database.SortedSetRemoveAsync(queues.Keys(next.From).Signals, delivered), ct);
            }
        }
    }

    private static RedisValue[] Arguments(Signal signal) => [signal.Outcome, signal.Mode, signal.Child.Local, signal.Parent];

    private static Signal? Parse(string message) =>
        message.Split(' ', 4) is [var outcome, var mode, var child, var parent] && JobId.TryParse(child, out var id)
            ? new Signal(outcome, mode, id, parent)
            : null;

    private sealed record Signal(string Outcome, string Mode, JobId Child, string Parent);
}
