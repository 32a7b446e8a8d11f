using ScaleApp.Dashboard.Telemetry.Identity;
using ScaleApp.Dashboard.Telemetry.Storage;

namespace ScaleApp.Dashboard.Telemetry.Traces;

/// <summary>A span as it is held: what lists and trees need, beside the message as it was received.</summary>
internal struct SpanRecord
{
    public StoredMessage Message;
    public TelemetryResource Resource;
    public TelemetryScope Scope;
    public UInt128 TraceId;
    public ulong SpanId;

    /// <summary>Zero for the first span of a trace.</summary>
    public ulong ParentId;

    /// <summary>Nanoseconds since 1970.</summary>
    public long Start;

    /// <inheritdoc cref="Start"/>
    public long End;

    /// <summary>The number of the trace's span that came before this one; -1 when this was the first.</summary>
    public long Previous;
    public SpanKind Kind;
    public SpanStatus Status;

    public readonly TimeSpan Duration => UnixNano.Span(End - Start);
}

/// <summary>The values of OTLP.</summary>
internal enum SpanKind : byte
{
    Unspecified = 0,
    Internal = 1,
    Server = 2,
    Client = 3,
    Producer = 4,
    Consumer = 5,
}

/// <inheritdoc cref="SpanKind"/>
internal enum SpanStatus : byte
{
    Unset = 0,
    Ok = 1,
    Error = 2,
}
