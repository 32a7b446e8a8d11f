namespace ScaleApp.Dashboard.Telemetry.Attributes;

/// <summary>A key and its value as text.</summary>
public readonly record struct AttributeValue(string Key, string Value);
