namespace ScaleApp.Jobs;

/// <summary>Wakes one waiting loop: remembers one wake-up, and can be set to wake by itself.</summary>
internal sealed class PumpSignal : IDisposable
{
    private readonly ITimer _timer;
    private TaskCompletionSource _wake = New();

    public PumpSignal(TimeProvider time) =>
        _timer = time.CreateTimer(static state => ((PumpSignal)state!).Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Set() => Volatile.Read(ref _wake).TrySetResult();

    /// <summary>Waits for <see cref="Set"/>, at most for that long.</summary>
    public async ValueTask WaitAsync(TimeSpan atMost)
    {
        var wake = Volatile.Read(ref _wake);
        if (!wake.Task.IsCompleted)
        {
            _timer.Change(atMost, Timeout.InfiniteTimeSpan);
            await wake.Task;
        }

        Volatile.Write(ref _wake, New());
    }

    public void Dispose() => _timer.Dispose();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
