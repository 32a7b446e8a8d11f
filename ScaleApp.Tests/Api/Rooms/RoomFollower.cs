using ScaleApp.Api.Rooms;

namespace ScaleApp.Tests.Api.Rooms;

/// <summary>The client's half of the protocol, like <c>room.js</c>: each message once and in order, also when announcements are lost.</summary>
internal sealed class RoomFollower
{
    private static readonly TimeSpan GapPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly List<RoomMessage> _messages = [];

    // Announcements that came before an earlier one, by the position that they follow.
    private readonly Dictionary<string, RoomMessage[]> _early = new(StringComparer.Ordinal);
    private bool _isAsking;

    /// <summary>The last message received; null before the room is joined.</summary>
    public string? Last { get; private set; }

    /// <summary>The number of announcements received, including duplicates.</summary>
    public int Announcements { get; private set; }

    /// <summary>The number of resets by the server, without the one of the first join.</summary>
    public int Resets { get; private set; }

    /// <summary>Asks the server what follows a position.</summary>
    public Func<string, Task<RoomEntries>> Since { get; set; } = _ => throw new InvalidOperationException("Not connected.");

    public IReadOnlyList<RoomMessage> Messages
    {
        get
        {
            lock (_lock)
            {
                return [.. _messages];
            }
        }
    }

    /// <summary>Applies the answer of <c>Join</c>, and requests the remaining messages.</summary>
    public async Task EnterAsync(RoomEntries missed)
    {
        while (Take(missed))
        {
            missed = await Since(Last!);
        }
    }

    public void Announced(string previous, RoomMessage[] messages)
    {
        lock (_lock)
        {
            Announcements++;
            if (Last is not null && IsAfter(messages[^1].Position, Last))
            {
                _early[previous] = messages;
                TakeEarly();
                if (IsAfter(messages[^1].Position, Last))
                {
                    _ = AskAsync(messages[^1].Position);
                }
            }
        }
    }

    public void HeadIs(string position)
    {
        lock (_lock)
        {
            _ = AskAsync(position);
        }
    }

    /// <summary>Requests what is missing, unless it arrives within a moment.</summary>
    private async Task AskAsync(string wanted)
    {
        var last = Last;
        if (_isAsking || last is null || last == wanted)
        {
            return;
        }

        _isAsking = true;
        try
        {
            await Task.Delay(GapPause);
            if (last == Last || IsAfter(wanted, Last!))
            {
                await EnterAsync(await Since(Last!));
            }
        }
        catch (Exception)
        {
            // The room is joined again after a reconnect, and asked again when its head is announced.
        }
        finally
        {
            _isAsking = false;
        }
    }

    /// <summary>Returns whether there is more.</summary>
    private bool Take(RoomEntries missed)
    {
        lock (_lock)
        {
            if (missed.IsReset)
            {
                Resets += Last is null ? 0 : 1;
                _messages.Clear();
                _early.Clear();
                Last = missed.Previous;
            }

            Append(missed.Messages);
            TakeEarly();
            return missed.HasMore;
        }
    }

    private void TakeEarly()
    {
        while (_early.Remove(Last!, out var messages))
        {
            Append(messages);
        }
    }

    private void Append(IEnumerable<RoomMessage> messages)
    {
        foreach (var message in messages.Where(message => IsAfter(message.Position, Last!)))
        {
            _messages.Add(message);
            Last = message.Position;
        }
    }

    private static bool IsAfter(string position, string other)
    {
        var (one, two) = (RoomEntry.PositionOf(position), RoomEntry.PositionOf(other));
        return (one.Milliseconds, one.Number).CompareTo((two.Milliseconds, two.Number)) > 0;
    }
}
