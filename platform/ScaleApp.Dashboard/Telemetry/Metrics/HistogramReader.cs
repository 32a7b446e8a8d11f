using ScaleApp.Dashboard.Otlp.Wire;

namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>Reads the data points of histograms, with explicit and with exponential buckets, as one kind of distribution.</summary>
internal static class HistogramReader
{
    /// <summary>Buckets of one point; OpenTelemetry's own default for exponential ones is 160 to each side.</summary>
    private const int MostBuckets = 1_024;

    private static readonly PointFields ExplicitFields = new(Attributes: 9, Flags: 10, Exemplars: 8);
    private static readonly PointFields ExponentialFields = new(Attributes: 1, Flags: 10, Exemplars: 11);

    // Beyond these a bound is 0 or infinite in a double.
    private const int HighestScale = 20;
    private const int LowestScale = -10;

    /// <summary>A message <c>HistogramDataPoint</c>; null when its buckets make no sense.</summary>
    public static Distribution? Explicit(ReadOnlySpan<byte> message, DataPoint point)
    {
        var (bounds, counts, sum, count) = (new List<double>(), new List<double>(), 0.0, 0.0);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 4:
                    count = reader.Fixed64();
                    break;
                case 5:
                    sum = reader.Double();
                    break;
                case 6:
                    PackedNumbers.Fixed64(ref reader, counts);
                    break;
                case 7:
                    PackedNumbers.Doubles(ref reader, bounds);
                    break;
                default:
                    point.Read(ref reader, ExplicitFields);
                    break;
            }
        }

        // A histogram may come without buckets, as a count and a sum.
        return counts.Count == 0 ? new([], [count], sum) : Checked(bounds, counts, sum);
    }

    /// <summary>A message <c>ExponentialHistogramDataPoint</c>; null when its buckets make no sense.</summary>
    public static Distribution? Exponential(ReadOnlySpan<byte> message, DataPoint point)
    {
        var (sum, scale, zeros, threshold) = (0.0, 0, 0.0, 0.0);
        var (positive, negative) = (ExponentialBuckets.None, ExponentialBuckets.None);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 5:
                    sum = reader.Double();
                    break;
                case 6:
                    scale = ExponentialBuckets.ZigZag(reader.Varint());
                    break;
                case 7:
                    zeros = reader.Fixed64();
                    break;
                case 8:
                    positive = ExponentialBuckets.Read(reader.Bytes());
                    break;
                case 9:
                    negative = ExponentialBuckets.Read(reader.Bytes());
                    break;
                case 14:
                    threshold = reader.Double();
                    break;
                default:
                    point.Read(ref reader, ExponentialFields);
                    break;
            }
        }

        if (scale is < LowestScale or > HighestScale || positive.Counts.Count + negative.Counts.Count > MostBuckets)
        {
            return null;
        }

        var (bounds, counts) = ExponentialBuckets.Join(negative, zeros, threshold, positive, scale);
        return Checked(bounds, counts, sum);
    }

    private static Distribution? Checked(List<double> bounds, List<double> counts, double sum)
    {
        var isAscending = bounds.Zip(bounds.Skip(1)).All(pair => pair.First < pair.Second);
        return isAscending && counts.Count == bounds.Count + 1 && counts.Count <= MostBuckets && !bounds.Exists(double.IsNaN)
            ? new([.. bounds], [.. counts], sum)
            : null;
    }
}
