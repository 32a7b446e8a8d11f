namespace ScaleApp.Hosting.Orchestration.Replicas;

/// <summary>The last lines that a program wrote, for the message that says why it ended.</summary>
internal sealed class RecentOutput(int capacity = 20)
{
    // Only the newest lines can name the port in use; matching them all would be work for every line of every replica.
    private static readonly string[] AddressInUse = ["address already in use", "address in use", "eaddrinuse"];

    private readonly Queue<string> _lines = new(capacity);
    private readonly Lock _lock = new();

    public void Add(string line)
    {
        lock (_lock)
        {
            if (_lines.Count == capacity)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
        }
    }

    /// <summary>The newest lines, oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>True when the program complained that its port is taken.</summary>
    public bool SaysAddressInUse =>
        Lines.Any(line => AddressInUse.Any(words => line.Contains(words, StringComparison.OrdinalIgnoreCase)));
}
