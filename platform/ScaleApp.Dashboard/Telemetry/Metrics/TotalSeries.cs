using ScaleApp.Dashboard.Telemetry.Attributes;
using ScaleApp.Dashboard.Telemetry.Identity;

namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>
/// Something that only grows. Whether the service sends totals or increments, and how often it began anew, is settled here: the
/// points are one running total that never falls.
/// </summary>
internal sealed class TotalSeries<T>(TelemetryResource resource, IReadOnlyList<AttributeValue> attributes) : Series<T>(resource, attributes)
    where T : ITotal<T>
{
    private T _total = T.None;
    private T _lastSent = T.None;

    protected override int ValueSize => _total.Size;

    /// <param name="start">When the counting began, as sent; zero when that was not.</param>
    /// <param name="time">When it stood at the value.</param>
    /// <param name="value">The total since <paramref name="start"/>, or the increment.</param>
    /// <param name="isDelta">Whether it is the increment.</param>
    /// <param name="before">When the replica sent anything before; this series, if it is new, then stood at nothing. Zero if never.</param>
    public bool TryAdd(long start, long time, T value, bool isDelta, long before)
    {
        if (Points.Count == 0)
        {
            Begin(Math.Max(start, before), time);
        }
        else if (time <= Points.Last.Time)
        {
            return false;
        }

        var added = value;
        // A start after the newest point is a new beginning, even where the new total is already larger.
        var beganAnew = start > LastTime && Points.Count > 0;
        if (!isDelta && !beganAnew && !value.TrySince(_lastSent, out added))
        {
            (added, beganAnew) = (value, true);
        }

        if ((beganAnew || isDelta) && start > LastTime && start < time)
        {
            // Between the last point and the new beginning nothing was counted.
            Points.TryAdd(start, _total);
        }

        _lastSent = value;
        _total = _total.Plus(added);
        return Points.TryAdd(time, _total);
    }

    private void Begin(long start, long time)
    {
        if (start > 0 && start < time)
        {
            Points.TryAdd(start, T.None);
        }
    }
}
