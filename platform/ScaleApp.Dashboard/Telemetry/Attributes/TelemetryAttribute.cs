namespace ScaleApp.Dashboard.Telemetry.Attributes;

/// <summary>A key and its value as text.</summary>
public readonly record struct TelemetryAttribute(string Key, string Value);
