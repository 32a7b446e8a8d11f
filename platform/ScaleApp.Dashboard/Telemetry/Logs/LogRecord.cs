using ScaleApp.Dashboard.Telemetry.Identity;
using ScaleApp.Dashboard.Telemetry.Storage;

namespace ScaleApp.Dashboard.Telemetry.Logs;

/// <summary>A log record as it is held: what filters need, beside the message as it was received.</summary>
internal struct LogRecord
{
    public StoredMessage Message;
    public TelemetryResource Resource;
    public TelemetryScope Scope;

    /// <summary>Zero when the record belongs to no trace.</summary>
    public UInt128 TraceId;
    public ulong SpanId;

    /// <summary>When it happened, or else was observed, or else received; nanoseconds since 1970.</summary>
    public long Time;
    public Severity Severity;
}

/// <summary>The ranges of OTLP's severity numbers (1 to 24), by their lowest.</summary>
public enum Severity : byte
{
    Unspecified = 0,
    Trace = 1,
    Debug = 5,
    Information = 9,
    Warning = 13,
    Error = 17,
    Critical = 21,
}
