namespace ScaleApp.Bench.Probing;

/// <summary>Finds reads that are older than they may be: those that were sent longer than the bound after a newer version was acknowledged.</summary>
internal sealed class StalenessMeter(TimeSpan bound)
{
    private const int Capacity = 1_000;

    private readonly Lock _lock = new();
    private readonly Queue<(int Version, TimeSpan At)> _acknowledged = new();

    public long Stale { get; private set; }

    /// <summary>The longest time after which a version was still read that was no longer the newest.</summary>
    public TimeSpan LongestLag { get; private set; }

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

    /// <summary>A version was read by a request that was sent then.</summary>
    public void Read(int version, TimeSpan sent)
    {
        lock (_lock)
        {
            foreach (var newer in _acknowledged)
            {
                if (newer.Version > version && newer.At < sent)
                {
                    var lag = sent - newer.At;
                    LongestLag = lag > LongestLag ? lag : LongestLag;
                    Stale += lag > bound ? 1 : 0;
                    return;
                }
            }
        }
    }
}
