using ScaleApp.Dashboard.Otlp.Wire;

namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>One side of an exponential histogram: bucket i has the values above 2^(i / 2^scale), up to 2^((i + 1) / 2^scale).</summary>
internal sealed record ExponentialBuckets(int Offset, List<double> Counts)
{
    public static readonly ExponentialBuckets None = new(0, []);

    public static ExponentialBuckets Read(ReadOnlySpan<byte> message)
    {
        var (offset, counts) = (0, new List<double>());
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    offset = ZigZag(reader.Varint());
                    break;
                case 2:
                    PackedNumbers.Varints(ref reader, counts);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new(offset, counts);
    }

    public static int ZigZag(ulong value) => (int)((uint)value >> 1) ^ -(int)(value & 1);

    /// <summary>Both sides and what is between them as buckets with explicit bounds, ascending.</summary>
    public static (List<double> Bounds, List<double> Counts) Join(
        ExponentialBuckets negative, double zeros, double threshold, ExponentialBuckets positive, int scale)
    {
        var (bounds, counts) = (new List<double>(), new List<double>());
        for (var index = negative.Counts.Count - 1; index >= 0; index--)
        {
            Add(-Bound(negative.Offset + index, scale), negative.Counts[index]);
        }

        Add(Math.Max(0, threshold), zeros);
        if (positive.Counts.Count > 0 && Bound(positive.Offset, scale) > threshold)
        {
            // Where the first bucket begins: without it, it would seem to begin at zero.
            Add(Bound(positive.Offset, scale), 0);
        }

        for (var index = 0; index < positive.Counts.Count; index++)
        {
            Add(Bound(positive.Offset + index + 1, scale), positive.Counts[index]);
        }

        counts.Add(0);
        return (bounds, counts);

        void Add(double bound, double count)
        {
            // At the far ends a double cannot tell neighbouring bounds apart; nor zero's bucket from one below the threshold.
            if (bounds.Count > 0 && bound <= bounds[^1])
            {
                counts[^1] += count;
            }
            else
            {
                bounds.Add(bound);
                counts.Add(count);
            }
        }
    }

    private static double Bound(int index, int scale) => Math.Pow(2, Math.ScaleB(index, -scale));
}
