namespace ScaleApp.Dashboard.Telemetry.Storage;

/// <summary>How full a store is.</summary>
/// <param name="Count">Records held.</param>
/// <param name="Bytes">Bytes received for them.</param>
/// <param name="Dropped">Records that made room for newer ones since the start.</param>
public readonly record struct StoreUsage(int Count, long Bytes, long Dropped);
