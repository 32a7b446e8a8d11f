using System.Collections.Concurrent;

namespace ScaleApp.Redis.SignalR;

/// <summary>Writes to the clients of this server what was sent to them, in rounds: to each at once what has come for it since the last.</summary>
/// <remarks>
/// Who is sent something when the last round is long over waits for nothing. Under load each round takes its time, and as long a
/// pause follows, so that what comes in is not held up by what goes out: the next round then writes more at once.
/// </remarks>
/// <param name="pause">How long after a round the next may begin.</param>
/// <param name="time">Measures rounds and pauses.</param>
internal sealed class FanOut(TimeSpan pause, TimeProvider time)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<Outbox> _waiting = new();
    private readonly MessageJoiner _joiner = new();
    private int _isRunning;

    /// <summary>Has the outbox written from, in the next round.</summary>
    public void Add(Outbox outbox)
    {
        _waiting.Enqueue(outbox);
        Start();
    }

    private void Start()
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            // Not on behalf of whoever sent something first.
            ThreadPool.UnsafeQueueUserWorkItem(static self => _ = self.RunAsync(), this, preferLocal: false);
        }
    }

    private async Task RunAsync()
    {
        while (!_waiting.IsEmpty)
        {
            var started = time.GetTimestamp();
            // Those that are added meanwhile have their turn in the next round, with more to write.
            for (var left = _waiting.Count; left > 0 && _waiting.TryDequeue(out var outbox); left--)
            {
                outbox.OnRound(_joiner);
            }

            _joiner.Forget();
            // At the end of the thread pool's queue: what the round has set in motion comes first, and is part of what it took.
            await Task.Yield();
            await Task.Delay(PauseAfter(time.GetElapsedTime(started)), time);
        }

        // With a full fence: who adds now either finds it not running, or is found here.
        Interlocked.Exchange(ref _isRunning, 0);
        if (!_waiting.IsEmpty)
        {
            Start();
        }
    }

    private TimeSpan PauseAfter(TimeSpan round) =>
        TimeSpan.FromTicks(Math.Max(pause.Ticks, Math.Min(round.Ticks, LongestPause.Ticks)));
}
