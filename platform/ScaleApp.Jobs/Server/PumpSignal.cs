namespace ScaleApp.Jobs;

/// <summary>Wakes one waiting loop: remembers one wake-up, and can be set to wake by itself.</summary>
/// <remarks>
/// The loop goes on as the last of what the thread pool has to do at that moment. So when ten jobs were just started and the first
/// ends at once, the others end before the loop looks, and their ends make one call instead of ten.
/// </remarks>
internal sealed class PumpSignal : IThreadPoolWorkItem, IDisposable
{
    private readonly ITimer _timer;
    private TaskCompletionSource _wake = new();
    private int _isSet;

    public PumpSignal(TimeProvider time) =>
        _timer = time.CreateTimer(static state => ((PumpSignal)state!).Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Set()
    {
        if (Volatile.Read(ref _isSet) == 0 && Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Waits for <see cref="Set"/>, at most for that long.</summary>
    public async ValueTask WaitAsync(TimeSpan atMost)
    {
        _timer.Change(atMost, Timeout.InfiniteTimeSpan);
        await Volatile.Read(ref _wake).Task;
        _wake = new TaskCompletionSource();
        Volatile.Write(ref _isSet, 0);
    }

    public void Dispose() => _timer.Dispose();

    void IThreadPoolWorkItem.Execute() => Volatile.Read(ref _wake).TrySetResult();
}
