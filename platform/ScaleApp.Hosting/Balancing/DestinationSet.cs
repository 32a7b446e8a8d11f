namespace ScaleApp.Hosting.Balancing;

/// <summary>The replicas behind one port, and the choice among them.</summary>
/// <remarks>
/// The choice is the ready destination with the fewest requests in flight; among equals they take turns. Choosing and
/// counting happen under one short lock, so the shares are exact and a destination that was taken out is never chosen again.
/// </remarks>
internal sealed class DestinationSet : IDisposable
{
    private readonly Lock _gate = new();
    private Destination[] _all = [];
    private int _next;
    private TaskCompletionSource _changed = NewSignal();

    public IReadOnlyList<Destination> All => Volatile.Read(ref _all);

    /// <summary>Completes at the next change: a destination added, removed, or turned ready or not ready.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Raised after a destination turned not ready or was taken out.</summary>
    public event Action<Destination>? Lost;

    public void Add(Destination destination)
    {
        lock (_gate)
        {
            if (_all.Contains(destination))
            {
                return;
            }

            _all = [.. _all, destination];
        }

        destination.ReadinessChanged += OnReadinessChanged;
        Signal();
    }

    public bool Remove(Destination destination)
    {
        lock (_gate)
        {
            if (!_all.Contains(destination))
            {
                return false;
            }

            _all = [.. _all.Where(other => other != destination)];
        }

        destination.ReadinessChanged -= OnReadinessChanged;
        Signal();
        Lost?.Invoke(destination);
        return true;
    }

    /// <summary>
    /// Chooses a ready destination that is not among <paramref name="except"/> and counts one request in; null when there is
    /// none. <paramref name="pinned"/> is taken when it may be. The caller calls <see cref="Destination.Leave"/>.
    /// </summary>
    public Destination? Enter(List<Destination>? except = null, Destination? pinned = null)
    {
        lock (_gate)
        {
            var chosen = pinned is not null && IsOpen(pinned, except) && _all.Contains(pinned) ? pinned : Choose(except);
            chosen?.Enter();
            return chosen;
        }
    }

    public void Dispose()
    {
        foreach (var destination in All)
        {
            Remove(destination);
        }
    }

    private static bool IsOpen(Destination destination, List<Destination>? except) =>
        destination.IsReady && (except is null || !except.Contains(destination));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Destination? Choose(List<Destination>? except)
    {
        Destination? best = null;
        var (fewest, place) = (int.MaxValue, 0);

        for (var i = 0; i < _all.Length; i++)
        {
            var at = (_next + i) % _all.Length;
            var candidate = _all[at];
            if (IsOpen(candidate, except) && candidate.InFlight < fewest)
            {
                (best, fewest, place) = (candidate, candidate.InFlight, at);
            }
        }

        if (best is not null)
        {
            _next = place + 1;
        }

        return best;
    }

    private void OnReadinessChanged(Destination destination)
    {
        Signal();
        if (!destination.IsReady)
        {
            Lost?.Invoke(destination);
        }
    }

    private void Signal() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
}
