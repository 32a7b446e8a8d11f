using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>The last lines of one resource or replica, and those who read along.</summary>
/// <remarks>
/// At most <see cref="MaxLines"/> lines and <see cref="MaxCharacters"/> characters are kept, the newest. A reader that falls more
/// than <see cref="MaxLines"/> behind loses the oldest.
/// </remarks>
internal sealed class ResourceLog
{
    public const int MaxLines = 100_000;
    public const int MaxCharacters = 10_000_000;
    private const int MaxBatch = 5_000;

    private readonly Lock _gate = new();
    private readonly Queue<LogLine> _lines = new();
    private readonly List<Channel<LogLine>> _readers = [];
    private int _characters;
    private int _lastNumber;

    public void Append(string source, string content, bool isError)
    {
        lock (_gate)
        {
            var line = new LogLine(++_lastNumber, content, isError) { Source = source };
            _lines.Enqueue(line);
            _characters += content.Length;
            while (_lines.Count > MaxLines || (_characters > MaxCharacters && _lines.Count > 1))
            {
                _characters -= _lines.Dequeue().Content.Length;
            }

            foreach (var reader in _readers)
            {
                reader.Writer.TryWrite(line);
            }
        }
    }

    public IReadOnlyList<LogLine> Read()
    {
        lock (_gate)
        {
            return [.. _lines];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _lines.Clear();
            _characters = 0;
        }
    }

    /// <summary>Ends the reading of those who read now; later lines are still kept.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            foreach (var reader in _readers)
            {
                reader.Writer.TryComplete();
            }
        }
    }

    /// <summary>The lines that are kept, then each new one, several at a time where several have come.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = Channel.CreateBounded<LogLine>(
            new BoundedChannelOptions(MaxLines) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        LogLine[] kept;
        lock (_gate)
        {
            _readers.Add(reader);
            kept = [.. _lines];
        }

        try
        {
            if (kept.Length > 0)
            {
                yield return kept;
            }

            while (await reader.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return TakeSome(reader.Reader);
            }
        }
        finally
        {
            lock (_gate)
            {
                _readers.Remove(reader);
            }
        }
    }

    private static List<LogLine> TakeSome(ChannelReader<LogLine> reader)
    {
        var lines = new List<LogLine>();
        while (lines.Count < MaxBatch && reader.TryRead(out var line))
        {
            lines.Add(line);
        }

        return lines;
    }
}
