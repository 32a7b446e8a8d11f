using ScaleApp.Dashboard.Otlp.Wire;

namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>One of the five messages that a metric may be, by its field number.</summary>
internal readonly ref struct MetricContent
{
    public const int Gauge = 5;
    public const int Sum = 7;
    public const int Histogram = 9;
    public const int ExponentialHistogram = 10;
    public const int Summary = 11;

    private const int DeltaTemporality = 1;

    public MetricContent(int field, ReadOnlySpan<byte> message)
    {
        Field = field;
        Message = message;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2 when field is Sum or Histogram or ExponentialHistogram:
                    IsDelta = reader.Varint() == DeltaTemporality;
                    break;
                case 3 when field == Sum:
                    IsMonotonic = reader.Varint() != 0;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    public int Field { get; }

    public ReadOnlySpan<byte> Message { get; }

    public bool IsDelta { get; }

    public static bool Is(int field) => field is Gauge or Sum or Histogram or ExponentialHistogram or Summary;

    public MetricKind MetricKind => Field switch
    {
        Sum when IsMonotonic => MetricKind.Counter,
        Histogram or ExponentialHistogram => MetricKind.Histogram,
        Summary => MetricKind.Summary,
        _ => MetricKind.Level,
    };

    private bool IsMonotonic { get; }
}
