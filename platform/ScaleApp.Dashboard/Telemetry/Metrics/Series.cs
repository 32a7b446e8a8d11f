using ScaleApp.Dashboard.Telemetry.Attributes;
using ScaleApp.Dashboard.Telemetry.Identity;

namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>The values of an instrument in one replica with one set of attributes.</summary>
internal abstract class Series(TelemetryResource resource, IReadOnlyList<AttributeValue> attributes)
{
    private const int PointSize = 16;
    private const int MostExemplars = 64;

    public TelemetryResource Resource => resource;

    public IReadOnlyList<AttributeValue> Attributes => attributes;

    public Ring<Exemplar> Exemplars { get; } = new();

    public abstract long LastTime { get; }

    /// <summary>What its points cost in memory, about.</summary>
    public long Bytes => (long)Count * (PointSize + ValueSize);

    protected abstract int Count { get; }

    protected abstract int ValueSize { get; }

    public abstract bool TryDropOldest();

    public void Add(Exemplar exemplar)
    {
        for (var index = 0; index < Exemplars.Count; index++)
        {
            // A service sends the same one until it has a newer.
            if (Exemplars[index] == exemplar)
            {
                return;
            }
        }

        Exemplars.Add(exemplar);
        if (Exemplars.Count > MostExemplars)
        {
            Exemplars.RemoveFirst();
        }
    }
}

/// <summary>A series whose values are of one type.</summary>
internal abstract class Series<T>(TelemetryResource resource, IReadOnlyList<AttributeValue> attributes) : Series(resource, attributes)
{
    public Points<T> Points { get; } = new();

    public override long LastTime => Points.Count == 0 ? 0 : Points.Last.Time;

    protected override int Count => Points.Count;

    public override bool TryDropOldest() => Points.TryDropOldest();
}

/// <summary>A level: a gauge, or a sum that goes up and down.</summary>
internal sealed class LevelSeries(TelemetryResource resource, IReadOnlyList<AttributeValue> attributes) : Series<double>(resource, attributes)
{
    protected override int ValueSize => 0;

    /// <param name="time">When it had the value.</param>
    /// <param name="value">The level, or the change of it since the last point.</param>
    /// <param name="isDelta">Whether it is the change.</param>
    public bool TryAdd(long time, double value, bool isDelta) =>
        Points.TryAdd(time, isDelta && Points.Count > 0 ? Points.Last.Value + value : value);
}

/// <summary>Quantiles that the service has computed itself.</summary>
internal sealed class SummarySeries(TelemetryResource resource, IReadOnlyList<AttributeValue> attributes)
    : Series<IReadOnlyList<Quantile>>(resource, attributes)
{
    protected override int ValueSize => Points.Count == 0 ? 0 : 32 + (Points.Last.Value.Count * 16);
}

/// <summary>The value below which a part (0 to 1) of all values lies.</summary>
internal readonly record struct Quantile(double Part, double Value);
