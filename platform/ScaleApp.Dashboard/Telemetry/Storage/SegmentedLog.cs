using System.Collections.Immutable;

namespace ScaleApp.Dashboard.Telemetry.Storage;

/// <summary>Records in the order in which they came, bounded by their number and by their bytes; the oldest segment goes first.</summary>
/// <remarks>
/// A record is found by its sequence number, which also says which segment it is in. Whoever appends holds the store's lock,
/// and whoever takes a <see cref="View"/>; what a view shows never changes, so it is read without a lock.
/// </remarks>
internal sealed class SegmentedLog<T>
    where T : struct
{
    private const int LargestSegment = 4_096;

    // Even a full store keeps all but a sixteenth when its oldest segment goes.
    private const int Segments = 16;

    private readonly int _capacity;
    private readonly long _byteCapacity;
    private readonly int _size;
    private ImmutableArray<Segment<T>> _segments = [];
    private Segment<T>? _last;

    public SegmentedLog(int capacity, long byteCapacity)
    {
        (_capacity, _byteCapacity) = (capacity, byteCapacity);
        _size = Math.Clamp(capacity / Segments, 1, LargestSegment);
    }

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Records that made room for newer ones.</summary>
    public long Dropped { get; private set; }

    /// <summary>The number that the next record will have. Begins a segment when the last one is full.</summary>
    public long Next()
    {
        if (_last is not { } last || last.Count == _size || last.Bytes > _byteCapacity / Segments)
        {
            _last = new((_last?.Number ?? -1) + 1, _size);
            _segments = _segments.Add(_last);
        }

        return (_last.Number * _size) + _last.Count;
    }

    /// <summary>Appends one record at <see cref="Next"/>.</summary>
    public void Append(in T record)
    {
        Next();
        _last!.Records[_last.Count++] = record;
        Count++;
    }

    /// <summary>Adds what was received with the last record appended: it stays in memory as long as that record does.</summary>
    public void AddBytes(long bytes)
    {
        _last!.Bytes += bytes;
        Bytes += bytes;
    }

    /// <summary>Takes the oldest segment out when there is too much; null when there is not. Never the newest one.</summary>
    public Segment<T>? TrimOne()
    {
        if (_segments.Length < 2 || (Count <= _capacity && Bytes <= _byteCapacity))
        {
            return null;
        }

        var oldest = _segments[0];
        _segments = _segments.RemoveAt(0);
        Count -= oldest.Count;
        Bytes -= oldest.Bytes;
        Dropped += oldest.Count;
        return oldest;
    }

    /// <summary>What is held now.</summary>
    public LogView<T> View() => new(_segments, _last is null ? 0 : (_last.Number * _size) + _last.Count, _size);
}
