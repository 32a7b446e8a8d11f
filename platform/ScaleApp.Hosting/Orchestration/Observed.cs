namespace ScaleApp.Hosting.Orchestration;

/// <summary>A value that others can wait on.</summary>
/// <remarks>Thread-safe. Listeners run in the order of the changes, under the lock: they must be quick and must not wait.</remarks>
internal sealed class Observed<T>(T initial)
    where T : class
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = NewSignal();
    private volatile T _value = initial;

    /// <summary>Called with the value before and after each change.</summary>
    public event Action<T, T>? Changed;

    public T Value => _value;

    /// <summary>Replaces the value; setting an equal one is no change.</summary>
    public void Update(Func<T, T> change)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            var before = _value;
            var after = change(before);
            if (EqualityComparer<T>.Default.Equals(before, after))
            {
                return;
            }

            _value = after;
            Changed?.Invoke(before, after);
            (signal, _changed) = (_changed, NewSignal());
        }

        signal.SetResult();
    }

    /// <summary>Returns the first value seen that is wanted; a value that lasts only an instant may be missed.</summary>
    public async Task<T> WaitAsync(Func<T, bool> wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            T value;
            lock (_lock)
            {
                (value, changed) = (_value, _changed.Task);
            }

            if (wanted(value))
            {
                return value;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
