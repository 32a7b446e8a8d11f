using static ScaleApp.Dashboard.Otlp.Wire.FieldKind;
using static ScaleApp.Dashboard.Otlp.Wire.OtlpMessages;

namespace ScaleApp.Dashboard.Otlp.Wire;

/// <summary>What is answered: <c>Export*ServiceResponse</c>, and <c>google.rpc.Status</c> where that is not possible.</summary>
internal static class ResponseMessages
{
    public static readonly OtlpMessage Status = new("Status", new(1, "code", Number), new(2, "message", Text));

    public static readonly OtlpMessage Traces = Response("rejectedSpans");

    public static readonly OtlpMessage Metrics = Response("rejectedDataPoints");

    public static readonly OtlpMessage Logs = Response("rejectedLogRecords");

    private static OtlpMessage Response(string rejected) => new("ExportServiceResponse",
        One(1, "partialSuccess", new("PartialSuccess", new(1, rejected, Long), new(2, "errorMessage", Text))));
}
