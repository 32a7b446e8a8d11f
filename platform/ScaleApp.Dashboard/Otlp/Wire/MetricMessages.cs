using static ScaleApp.Dashboard.Otlp.Wire.FieldKind;
using static ScaleApp.Dashboard.Otlp.Wire.OtlpMessages;

namespace ScaleApp.Dashboard.Otlp.Wire;

/// <summary>The messages of metrics: <c>opentelemetry/proto/metrics/v1</c>.</summary>
internal static class MetricMessages
{
    private static readonly OtlpMessage Exemplar = new("Exemplar",
        new(2, "timeUnixNano", Fixed64),
        new(3, "asDouble", Real),
        new(4, "spanId", Id),
        new(5, "traceId", Id),
        new(6, "asInt", SignedFixed64),
        Attributes(7, "filteredAttributes"));

    private static readonly OtlpMessage NumberDataPoint = new("NumberDataPoint",
        new(2, "startTimeUnixNano", Fixed64),
        new(3, "timeUnixNano", Fixed64),
        new(4, "asDouble", Real),
        Many(5, "exemplars", Exemplar),
        new(6, "asInt", SignedFixed64),
        Attributes(7),
        new(8, "flags", Number));

    private static readonly OtlpMessage HistogramDataPoint = new("HistogramDataPoint",
        new(2, "startTimeUnixNano", Fixed64),
        new(3, "timeUnixNano", Fixed64),
        new(4, "count", Fixed64),
        new(5, "sum", Real),
        new(6, "bucketCounts", Fixed64, IsRepeated: true),
        new(7, "explicitBounds", Real, IsRepeated: true),
        Many(8, "exemplars", Exemplar),
        Attributes(9),
        new(10, "flags", Number),
        new(11, "min", Real),
        new(12, "max", Real));

    private static readonly OtlpMessage Buckets = new("Buckets",
        new(1, "offset", SignedNumber),
        new(2, "bucketCounts", UnsignedLong, IsRepeated: true));

    private static readonly OtlpMessage ExponentialHistogramDataPoint = new("ExponentialHistogramDataPoint",
        Attributes(1),
        new(2, "startTimeUnixNano", Fixed64),
        new(3, "timeUnixNano", Fixed64),
        new(4, "count", Fixed64),
        new(5, "sum", Real),
        new(6, "scale", SignedNumber),
        new(7, "zeroCount", Fixed64),
        One(8, "positive", Buckets),
        One(9, "negative", Buckets),
        new(10, "flags", Number),
        Many(11, "exemplars", Exemplar),
        new(12, "min", Real),
        new(13, "max", Real),
        new(14, "zeroThreshold", Real));

    private static readonly OtlpMessage ValueAtQuantile = new("ValueAtQuantile",
        new(1, "quantile", Real),
        new(2, "value", Real));

    private static readonly OtlpMessage SummaryDataPoint = new("SummaryDataPoint",
        new(2, "startTimeUnixNano", Fixed64),
        new(3, "timeUnixNano", Fixed64),
        new(4, "count", Fixed64),
        new(5, "sum", Real),
        Many(6, "quantileValues", ValueAtQuantile),
        Attributes(7),
        new(8, "flags", Number));

    private static readonly OtlpMessage Gauge = new("Gauge", Many(1, "dataPoints", NumberDataPoint));

    private static readonly OtlpMessage Sum = new("Sum",
        Many(1, "dataPoints", NumberDataPoint), new(2, "aggregationTemporality", Number), new(3, "isMonotonic", Bool));

    private static readonly OtlpMessage Histogram = new("Histogram",
        Many(1, "dataPoints", HistogramDataPoint), new(2, "aggregationTemporality", Number));

    private static readonly OtlpMessage ExponentialHistogram = new("ExponentialHistogram",
        Many(1, "dataPoints", ExponentialHistogramDataPoint), new(2, "aggregationTemporality", Number));

    private static readonly OtlpMessage Summary = new("Summary", Many(1, "dataPoints", SummaryDataPoint));

    public static readonly OtlpMessage Metric = new("Metric",
        new(1, "name", Text),
        new(2, "description", Text),
        new(3, "unit", Text),
        One(5, "gauge", Gauge),
        One(7, "sum", Sum),
        One(9, "histogram", Histogram),
        One(10, "exponentialHistogram", ExponentialHistogram),
        One(11, "summary", Summary),
        Attributes(12, "metadata"));

    public static readonly OtlpMessage MetricsRequest = Request("Metrics", "metrics", Metric);
}
