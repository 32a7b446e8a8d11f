namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>A queue that grows as it fills and can be read at any place.</summary>
internal sealed class Ring<T>
{
    private T[] _items = [];
    private int _first;

    public int Count { get; private set; }

    /// <summary>Counted from the oldest.</summary>
    public ref T this[int index] => ref _items[(_first + index) % _items.Length];

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            Grow();
        }

        Count++;
        this[Count - 1] = item;
    }

    public T RemoveFirst()
    {
        var first = this[0];
        this[0] = default!;
        _first = (_first + 1) % _items.Length;
        Count--;
        return first;
    }

    private void Grow()
    {
        var larger = new T[Math.Max(8, Count * 2)];
        for (var index = 0; index < Count; index++)
        {
            larger[index] = this[index];
        }

        (_items, _first) = (larger, 0);
    }
}
