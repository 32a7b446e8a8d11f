namespace ScaleApp.Redis.RateLimiting;

/// <summary>What this replica knows of one partition of one limit: permits that it took ahead, and until when there are none.</summary>
/// <remarks>
/// A partition that asks now and then is decided request by request. For one that is busy permits are taken ahead: twice as
/// many as before when those were used up in half of their time, half as many when they were not used up at all.
/// </remarks>
internal sealed class KnownPartition(RateLimit limit)
{
    // How long permits that were taken ahead may be used, and a refusal is remembered.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    // How long after its last question a partition counts as busy.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private TimeSpan _wholeAt;
    private TimeSpan _busyUntil;
    private TimeSpan _refusedUntil;
    private TimeSpan _retryAt;
    private TimeSpan _usableUntil;
    private int _refusedCost;
    private int _left;
    private int _size;
    private bool _isAsking;

    /// <summary>From when on nothing is known that is of use.</summary>
    public TimeSpan UselessAt
    {
        get
        {
            lock (_lock)
            {
                return _busyUntil > _refusedUntil ? _busyUntil : _refusedUntil;
            }
        }
    }

    /// <summary>Takes permits that were taken ahead.</summary>
    public bool TryTake(int cost, TimeSpan now, out RateLimitStatus status)
    {
        lock (_lock)
        {
            var isTaken = _left >= cost && now < _usableUntil;
            if (isTaken)
            {
                _left -= cost;
            }

            status = Status(now);
            return isTaken;
        }
    }

    /// <summary>Whether Redis has said that there are not so many permits, and for how long there will not be.</summary>
    public bool IsRefused(int cost, TimeSpan now, out RateLimitStatus status, out TimeSpan retryAfter)
    {
        lock (_lock)
        {
            status = Status(now);
            retryAfter = _retryAt - now;
            return cost >= _refusedCost && now < _refusedUntil;
        }
    }

    /// <summary>How many permits to take ahead with the request that is about to be made; one request at a time is told to.</summary>
    public int BeginAsking(TimeSpan now)
    {
        lock (_lock)
        {
            if (_isAsking)
            {
                return 0;
            }

            _size = now >= _busyUntil ? 0
                : _left > 0 && now >= _usableUntil ? _size / 2
                : now < _usableUntil - Lifetime / 2 ? Math.Clamp(_size * 2, 1, limit.Ahead)
                : _size;
            _isAsking = _size > 0;
            return _size;
        }
    }

    /// <summary>The request has been answered, or has failed.</summary>
    /// <param name="asked">What <see cref="BeginAsking"/> returned.</param>
    /// <param name="got">How many were taken ahead.</param>
    /// <param name="spent">When the limit is whole; null when that was not learnt.</param>
    /// <param name="now">When the request was made: the answer is younger, so what is concluded from it errs to the safe side.</param>
    public void EndAsking(int asked, int got, TimeSpan? spent, TimeSpan now)
    {
        lock (_lock)
        {
            _isAsking &= asked == 0;
            if (spent is not { } known)
            {
                return;
            }

            (_busyUntil, _wholeAt) = (now + Memory, now + known);
            if (asked > 0 || _size == 0)
            {
                _left = now < _usableUntil ? _left + got : got;
                (_size, _usableUntil) = (got, now + Lifetime);
            }
        }
    }

    /// <summary>
    /// Redis has refused so many permits, and will have enough after <paramref name="retryAfter"/>. It is asked again before
    /// that, in case its data were lost.
    /// </summary>
    public void Refuse(int cost, TimeSpan retryAfter, TimeSpan spent, TimeSpan now)
    {
        lock (_lock)
        {
            (_refusedCost, _retryAt, _wholeAt) = (cost, now + retryAfter, now + spent);
            _refusedUntil = now + (retryAfter < Lifetime ? retryAfter : Lifetime);
        }
    }

    private RateLimitStatus Status(TimeSpan now)
    {
        var spent = _wholeAt > now ? _wholeAt - now : TimeSpan.Zero;
        var ahead = now < _usableUntil ? _left : 0;
        return new RateLimitStatus(limit, limit.Remaining((long)spent.TotalMicroseconds) + ahead, spent);
    }
}
