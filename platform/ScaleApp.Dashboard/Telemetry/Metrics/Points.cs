namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>What a series was at one time, in nanoseconds since 1970.</summary>
internal readonly record struct Point<T>(long Time, T Value);

/// <summary>
/// The points of a series over six hours: those of the last five minutes as they came, older ones thinned to one each fifteen
/// seconds.
/// </summary>
/// <remarks>
/// Values are running totals or levels, never increments, so the last point of a slot speaks for those before it and thinning
/// loses resolution but no count.
/// </remarks>
internal sealed class Points<T>
{
    public const long Slot = 15 * UnixNano.Second;
    public const long Kept = 6 * 3_600 * UnixNano.Second;

    private const long Fine = 5 * 60 * UnixNano.Second;

    /// <summary>As many as five minutes have at two a second; whoever sends faster has less than five minutes unthinned.</summary>
    private const int MostFine = 600;

    private readonly Ring<Point<T>> _fine = new();
    private readonly Ring<Point<T>> _coarse = new();

    public int Count => _fine.Count + _coarse.Count;

    /// <summary>The newest point; there is one from the first <see cref="TryAdd"/> on.</summary>
    public Point<T> Last => _fine[_fine.Count - 1];

    /// <summary>False when it is not newer than the newest: a repetition, or out of order.</summary>
    public bool TryAdd(long time, T value)
    {
        if (_fine.Count > 0 && time <= Last.Time)
        {
            return false;
        }

        _fine.Add(new(time, value));
        while (_fine.Count > MostFine || _fine[0].Time < time - Fine)
        {
            Thin(_fine.RemoveFirst());
        }

        while (_coarse.Count > 0 && _coarse[0].Time < time - Kept)
        {
            _coarse.RemoveFirst();
        }

        return true;
    }

    /// <summary>Lets the oldest point go, unless it is the only one.</summary>
    public bool TryDropOldest()
    {
        if (_coarse.Count > 0)
        {
            _coarse.RemoveFirst();
            return true;
        }

        if (_fine.Count > 1)
        {
            _fine.RemoveFirst();
            return true;
        }

        return false;
    }

    /// <summary>The points from <paramref name="from"/> on, oldest first, and one before: increments begin at a point.</summary>
    public List<Point<T>> Since(long from)
    {
        var points = new List<Point<T>>();
        for (var index = 0; index < Count; index++)
        {
            var point = index < _coarse.Count ? _coarse[index] : _fine[index - _coarse.Count];
            if (point.Time < from)
            {
                points.Clear();
            }

            points.Add(point);
        }

        return points;
    }

    private void Thin(Point<T> point)
    {
        if (_coarse.Count > 0 && _coarse[_coarse.Count - 1].Time / Slot == point.Time / Slot)
        {
            _coarse[_coarse.Count - 1] = point;
        }
        else
        {
            _coarse.Add(point);
        }
    }
}
