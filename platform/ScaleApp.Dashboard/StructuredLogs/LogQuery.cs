using ScaleApp.Dashboard.Telemetry.Attributes;
using ScaleApp.Dashboard.Telemetry.Logs;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Dashboard.StructuredLogs;

/// <summary>The filter of log records as it stands in an address.</summary>
internal static class LogQuery
{
    public static LogFilter Read(IQueryCollection query) => new()
    {
        Service = Filled(query["service"]),
        Replica = Filled(query["replica"]),
        Severity = Enum.TryParse<Severity>(query["level"], out var severity) ? severity : Severity.Unspecified,
        Text = Filled(query["text"]),
        TraceId = TelemetryId.TryParseTrace(query["trace"], out var trace) ? trace : 0,
        SpanId = TelemetryId.TryParseSpan(query["span"], out var span) ? span : 0,
        Attributes = AttributeFilter.Parse(query["attribute"]),
    };

    private static string? Filled(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
