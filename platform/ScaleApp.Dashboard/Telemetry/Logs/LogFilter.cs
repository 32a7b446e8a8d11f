using ScaleApp.Dashboard.Telemetry.Attributes;

namespace ScaleApp.Dashboard.Telemetry.Logs;

/// <summary>Which log records are asked for.</summary>
internal sealed record LogFilter
{
    public string? Service { get; init; }

    public string? Replica { get; init; }

    /// <summary>The lowest severity that is shown.</summary>
    public Severity Severity { get; init; }

    /// <summary>Part of the message or of the category; null for any.</summary>
    public string? Text { get; init; }

    public UInt128 TraceId { get; init; }

    /// <summary>Only together with <see cref="TraceId"/>.</summary>
    public ulong SpanId { get; init; }

    /// <inheritdoc cref="AttributeFilter"/>
    public AttributeFilter? Attributes { get; init; }

    /// <summary>What is cheap to look at is looked at first.</summary>
    public bool Matches(in LogRecord record) =>
        record.Severity >= Severity
        && (TraceId == 0 || record.TraceId == TraceId)
        && (SpanId == 0 || record.SpanId == SpanId)
        && (Service is null || record.Resource.Service == Service)
        && (Replica is null || record.Resource.Replica == Replica)
        && (Text is null || HasText(record))
        && (Attributes is null || Attributes.Matches(record.Message.Bytes, LogReader.Attributes, record.Resource.Attributes));

    private bool HasText(in LogRecord record) =>
        record.Scope.Name.Contains(Text!, StringComparison.OrdinalIgnoreCase)
        || LogReader.Body(record.Message.Bytes).Contains(Text!, StringComparison.OrdinalIgnoreCase);
}
