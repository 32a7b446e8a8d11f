namespace ScaleApp.Jobs;

/// <summary>What a running job reported and Redis was not told yet. Bounded: the oldest lines give way.</summary>
internal sealed class JobNotes
{
    private const int MaxLines = 1000, MaxLength = 4000;

    private readonly Lock _lock = new();
    private Queue<string> _lines = new();
    private double? _progress;

    public void Report(double percent)
    {
        lock (_lock)
        {
            _progress = Math.Clamp(percent, 0, 100);
        }
    }

    public void Add(string line)
    {
        lock (_lock)
        {
            _lines.Enqueue(line.Length > MaxLength ? line[..MaxLength] : line);
            if (_lines.Count > MaxLines)
            {
                _lines.Dequeue();
            }
        }
    }

    /// <summary>Takes what there is; null when there is nothing.</summary>
    public Batch? Take()
    {
        lock (_lock)
        {
            if (_progress is null && _lines.Count == 0)
            {
                return null;
            }

            var batch = new Batch(_progress, [.. _lines]);
            (_progress, _lines) = (null, new Queue<string>());
            return batch;
        }
    }

    internal sealed record Batch(double? Progress, IReadOnlyList<string> Lines);
}
