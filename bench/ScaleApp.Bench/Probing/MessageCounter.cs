namespace ScaleApp.Bench.Probing;

/// <summary>Checks that one member of a room gets numbered messages each once and in order. It takes one message at a time.</summary>
internal sealed class MessageCounter
{
    /// <summary>The number that is expected next.</summary>
    public long Next { get; private set; }

    public long Missed { get; private set; }

    /// <summary>Messages that came again, or too late.</summary>
    public long Repeated { get; private set; }

    public void Received(long number)
    {
        if (number < Next)
        {
            Repeated++;
            return;
        }

        Missed += number - Next;
        Next = number + 1;
    }
}
