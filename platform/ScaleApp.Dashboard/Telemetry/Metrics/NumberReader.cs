using ScaleApp.Dashboard.Otlp.Wire;

namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>Reads the data points of gauges, sums and summaries.</summary>
internal static class NumberReader
{
    private const int MostQuantiles = 64;

    /// <summary>A message <c>NumberDataPoint</c>; not a number when there is none.</summary>
    public static double Number(ReadOnlySpan<byte> message, DataPoint point)
    {
        var value = double.NaN;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    point.Start = UnixNano.Clamp(reader.Fixed64());
                    break;
                case 3:
                    point.Time = UnixNano.Clamp(reader.Fixed64());
                    break;
                case 4:
                    value = reader.Double();
                    break;
                case 5:
                    point.ReadExemplar(ref reader);
                    break;
                case 6:
                    value = (long)reader.Fixed64();
                    break;
                case 7:
                    point.ReadAttribute(ref reader);
                    break;
                case 8:
                    point.ReadFlags(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return value;
    }

    /// <summary>A message <c>SummaryDataPoint</c>.</summary>
    public static IReadOnlyList<Quantile> Summary(ReadOnlySpan<byte> message, DataPoint point)
    {
        var quantiles = new List<Quantile>();
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    point.Start = UnixNano.Clamp(reader.Fixed64());
                    break;
                case 3:
                    point.Time = UnixNano.Clamp(reader.Fixed64());
                    break;
                case 6:
                    AddQuantile(quantiles, reader.Bytes());
                    break;
                case 7:
                    point.ReadAttribute(ref reader);
                    break;
                case 8:
                    point.ReadFlags(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return quantiles;
    }

    private static void AddQuantile(List<Quantile> quantiles, ReadOnlySpan<byte> message)
    {
        var (part, value) = (0.0, 0.0);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    part = reader.Double();
                    break;
                case 2:
                    value = reader.Double();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (part is >= 0 and <= 1 && double.IsFinite(value) && quantiles.Count < MostQuantiles)
        {
            quantiles.Add(new(part, value));
        }
    }
}
