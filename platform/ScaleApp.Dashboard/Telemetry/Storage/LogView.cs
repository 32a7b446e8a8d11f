using System.Collections.Immutable;

namespace ScaleApp.Dashboard.Telemetry.Storage;

/// <summary>What was held at one moment.</summary>
internal readonly struct LogView<T>(ImmutableArray<Segment<T>> segments, long end, int size)
    where T : struct
{
    /// <summary>One more than the newest record's number.</summary>
    public long End => end;

    /// <summary>Whether a record of that number is still (and already) held.</summary>
    public bool Holds(long sequence) =>
        sequence >= 0 && sequence < end && segments.Length > 0 && sequence / size >= segments[0].Number
        && sequence % size < SegmentOf(sequence).Count;

    public ref readonly T this[long sequence] => ref SegmentOf(sequence).Records[sequence % size];

    /// <summary>Numbers of the records before <paramref name="before"/>, newest first.</summary>
    public IEnumerable<long> Backwards(long before = long.MaxValue)
    {
        for (var index = segments.Length - 1; index >= 0; index--)
        {
            var start = segments[index].Number * size;
            // The newest segment may have grown since.
            var count = Math.Min(segments[index].Count, Math.Min(end, before) - start);
            for (var offset = count - 1; offset >= 0; offset--)
            {
                yield return start + offset;
            }
        }
    }

    private Segment<T> SegmentOf(long sequence) => segments[(int)((sequence / size) - segments[0].Number)];
}
