using static ScaleApp.Dashboard.Otlp.Wire.FieldKind;
using static ScaleApp.Dashboard.Otlp.Wire.OtlpMessages;

namespace ScaleApp.Dashboard.Otlp.Wire;

/// <summary>The messages of traces and logs: <c>opentelemetry/proto/trace/v1</c> and <c>logs/v1</c>.</summary>
internal static class SpanMessages
{
    private static readonly OtlpMessage Event = new("Event",
        new(1, "timeUnixNano", Fixed64),
        new(2, "name", Text),
        Attributes(3),
        new(4, "droppedAttributesCount", Number));

    private static readonly OtlpMessage Link = new("Link",
        new(1, "traceId", Id),
        new(2, "spanId", Id),
        new(3, "traceState", Text),
        Attributes(4),
        new(5, "droppedAttributesCount", Number),
        new(6, "flags", Fixed32));

    private static readonly OtlpMessage Status = new("Status",
        new(2, "message", Text),
        new(3, "code", Number));

    public static readonly OtlpMessage Span = new("Span",
        new(1, "traceId", Id),
        new(2, "spanId", Id),
        new(3, "traceState", Text),
        new(4, "parentSpanId", Id),
        new(5, "name", Text),
        new(6, "kind", Number),
        new(7, "startTimeUnixNano", Fixed64),
        new(8, "endTimeUnixNano", Fixed64),
        Attributes(9),
        new(10, "droppedAttributesCount", Number),
        Many(11, "events", Event),
        new(12, "droppedEventsCount", Number),
        Many(13, "links", Link),
        new(14, "droppedLinksCount", Number),
        One(15, "status", Status),
        new(16, "flags", Fixed32));

    public static readonly OtlpMessage LogRecord = new("LogRecord",
        new(1, "timeUnixNano", Fixed64),
        new(2, "severityNumber", Number),
        new(3, "severityText", Text),
        One(5, "body", AnyValue),
        Attributes(6),
        new(7, "droppedAttributesCount", Number),
        new(8, "flags", Fixed32),
        new(9, "traceId", Id),
        new(10, "spanId", Id),
        new(11, "observedTimeUnixNano", Fixed64),
        new(12, "eventName", Text));

    public static readonly OtlpMessage TracesRequest = Request("Spans", "spans", Span);

    public static readonly OtlpMessage LogsRequest = Request("Logs", "logRecords", LogRecord);
}
