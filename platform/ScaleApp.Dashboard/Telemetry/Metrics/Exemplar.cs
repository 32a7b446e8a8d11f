namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>One measured value and the trace in which it was measured.</summary>
public readonly record struct Exemplar(long Time, double Value, UInt128 TraceId, ulong SpanId);
