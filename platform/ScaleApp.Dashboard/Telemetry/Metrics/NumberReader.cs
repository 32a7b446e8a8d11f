using ScaleApp.Dashboard.Otlp.Wire;

namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>Reads the data points of gauges, sums and summaries.</summary>
internal static class NumberReader
{
    private const int MostQuantiles = 64;

    private static readonly PointFields NumberFields = new(Attributes: 7, Flags: 8, Exemplars: 5);
    private static readonly PointFields SummaryFields = new(Attributes: 7, Flags: 8);

    /// <summary>A message <c>NumberDataPoint</c>; not a number when there is none.</summary>
    public static double Number(ReadOnlySpan<byte> message, DataPoint point)
    {
        var value = double.NaN;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 4:
                    value = reader.Double();
                    break;
                case 6:
                    value = (long)reader.Fixed64();
                    break;
                default:
                    point.Read(ref reader, NumberFields);
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
                case 6:
                    AddQuantile(quantiles, reader.Bytes());
                    break;
                default:
                    point.Read(ref reader, SummaryFields);
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
