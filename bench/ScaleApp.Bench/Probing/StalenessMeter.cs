namespace ScaleApp.Bench.Probing;

/// <summary>Finds reads that are older than they may be: those that were sent longer than the bound after a newer version was acknowledged.</summary>
internal sealed class StalenessMeter(TimeSpan bound)
{
    private const int Capacity = 1_000;

    private readonly Lock _lock = new();
    private readonly Queue<(int Version, TimeSpan At)> _acknowledged = new();
    private long _stale;
    private TimeSpan _longest;

    /// <summary>Reads that were too old.</summary>
    public long Stale
    {
        get
        {
            lock (_lock)
            {
                return _stale;
            }
        }
    }

    /// <summary>The longest time after which a version was still read that was no longer the newest.</summary>
    public TimeSpan LongestLag
    {
        get
        {
            lock (_lock)
            {
                return _longest;
            }
        }
    }

    /// <summary>A change is acknowledged. Versions grow.</summary>
    public void Acknowledged(int version, TimeSpan at)
    {
        lock (_lock)
        {
            _acknowledged.Enqueue((version, at));
            if (_acknowledged.Count > Capacity)
            {
                _acknowledged.Dequeue();
            }
        }
    }

    /// <summary>A version was read.</summary>
    /// <param name="version">Which.</param>
    /// <param name="sent">When the read was sent.</param>
    public void Read(int version, TimeSpan sent)
    {
        lock (_lock)
        {
            foreach (var newer in _acknowledged)
            {
                if (newer.Version > version && newer.At < sent)
                {
                    var lag = sent - newer.At;
                    _longest = lag > _longest ? lag : _longest;
                    _stale += lag > bound ? 1 : 0;
                    return;
                }
            }
        }
    }
}
