namespace ScaleApp.Dashboard.Telemetry.Storage;

/// <summary>A run of records in the order in which they came. Records are written once, then only read.</summary>
internal sealed class Segment<T>(long number, int size)
    where T : struct
{
    public long Number { get; } = number;

    public T[] Records { get; } = new T[size];

    public int Count { get; set; }

    /// <summary>Bytes that were received for these records.</summary>
    public long Bytes { get; set; }
}
