namespace ScaleApp.Gateway.Destinations;

/// <summary>The replicas that the gateway regards as registered, also while the registry is unavailable.</summary>
/// <remarks>
/// A replica is removed when it withdraws, or when its lease ends. A list that lacks it does not remove it: the registry may have
/// been restarted without its data. While the registry cannot be read no lease ends, and after that each replica has one lease to
/// register again. Not thread-safe.
/// </remarks>
internal sealed class KnownReplicas(TimeSpan lease, TimeProvider time)
{
    private readonly Dictionary<Uri, long> _leaseEnds = [];
    private readonly Dictionary<Uri, long> _withdrawals = [];
    private bool _isUnavailable;

    public bool IsComplete { get; private set; }

    public IReadOnlyCollection<Uri> Addresses => _leaseEnds.Keys;

    /// <summary>A replica has announced itself.</summary>
    public void Add(Uri address)
    {
        _withdrawals.Remove(address);
        _leaseEnds[address] = After(lease);
    }

    /// <summary>A replica has announced that it takes no more requests.</summary>
    public void Remove(Uri address)
    {
        _leaseEnds.Remove(address);
        _withdrawals[address] = time.GetTimestamp();
    }

    /// <summary>The registry could not be read.</summary>
    public void Lose() => _isUnavailable = true;

    /// <summary>The registry has been read.</summary>
    /// <param name="listed">What it held, with what was left of each lease.</param>
    /// <param name="askedAt">When it was asked: a replica that withdrew since then may stand in the list.</param>
    public void Update(IEnumerable<(Uri Address, TimeSpan Lease)> listed, long askedAt)
    {
        if (_isUnavailable)
        {
            foreach (var address in _leaseEnds.Keys)
            {
                _leaseEnds[address] = After(lease);
            }
        }

        foreach (var (address, left) in listed)
        {
            if (!_withdrawals.TryGetValue(address, out var withdrawnAt) || withdrawnAt < askedAt)
            {
                _leaseEnds[address] = After(left);
            }
        }

        var now = time.GetTimestamp();
        RemoveWhere(_leaseEnds, end => end <= now);
        RemoveWhere(_withdrawals, withdrawnAt => time.GetElapsedTime(withdrawnAt, askedAt) > lease);
        _isUnavailable = false;
        IsComplete = true;
    }

    private static void RemoveWhere(Dictionary<Uri, long> times, Func<long, bool> condition)
    {
        foreach (var address in times.Where(entry => condition(entry.Value)).Select(entry => entry.Key).ToArray())
        {
            times.Remove(address);
        }
    }

    private long After(TimeSpan span) => time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency);
}
