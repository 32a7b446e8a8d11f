namespace ScaleApp.Bench.Probing;

/// <summary>Checks that one member of a room gets numbered messages each once and in order.</summary>
internal sealed class MessageCounter
{
    private readonly Lock _lock = new();
    private long _next;
    private long _missed;
    private long _repeated;

    /// <summary>The number that is expected next.</summary>
    public long Next
    {
        get
        {
            lock (_lock)
            {
                return _next;
            }
        }
    }

    /// <summary>Messages that were passed over.</summary>
    public long Missed
    {
        get
        {
            lock (_lock)
            {
                return _missed;
            }
        }
    }

    /// <summary>Messages that came again, or too late.</summary>
    public long Repeated
    {
        get
        {
            lock (_lock)
            {
                return _repeated;
            }
        }
    }

    public void Received(long number)
    {
        lock (_lock)
        {
            if (number < _next)
            {
                _repeated++;
                return;
            }

            _missed += number - _next;
            _next = number + 1;
        }
    }
}
