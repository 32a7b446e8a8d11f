using ScaleApp.Api.Rooms;

namespace ScaleApp.Tests.Api.Rooms;

/// <summary>The client's half of the protocol, like <c>room.js</c>: each message once and in order, also when announcements are lost.</summary>
internal sealed class RoomFollower
{
    private static readonly TimeSpan GapPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly List<RoomMessage> _messages = [];
    private readonly List<(string Previous, RoomMessage[] Messages)> _early = [];
    private bool _isAsking;

    /// <summary>The last message received; null before the room is joined.</summary>
    public string? Last { get; private set; }

    /// <summary>The number of announcements received, including duplicates.</summary>
    public int Announcements { get; private set; }

    /// <summary>The number of requests for missed messages.</summary>
    public int Questions { get; private set; }

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
        Take(missed);
        if (missed.HasMore)
        {
            await CatchUpAsync();
        }
    }

    public void Announced(string previous, RoomMessage[] messages)
    {
        lock (_lock)
        {
            Announcements++;
            if (Last is null || !IsAfter(messages[^1].Position, Last))
            {
                return;
            }

            _early.Add((previous, messages));
            TakeEarly();
            if (_early.Count > 0)
            {
                Ask();
            }
        }
    }

    public void HeadIs(string position)
    {
        lock (_lock)
        {
            if (Last is not null && position != Last)
            {
                Ask();
            }
        }
    }

    private void Ask()
    {
        if (!_isAsking)
        {
            _isAsking = true;
            _ = AskAsync(Last);
        }
    }

    private async Task AskAsync(string? last)
    {
        try
        {
            await Task.Delay(GapPause);
            lock (_lock)
            {
                if (_early.Count == 0 && last != Last)
                {
                    return;
                }
            }

            await CatchUpAsync();
        }
        catch (Exception)
        {
            // The room is joined again after a reconnect, and asked again when its head is announced.
        }
        finally
        {
            lock (_lock)
            {
                _isAsking = false;
            }
        }
    }

    private async Task CatchUpAsync()
    {
        for (var hasMore = true; hasMore;)
        {
            var missed = await Since(Last!);
            Take(missed);
            hasMore = missed.HasMore;
        }
    }

    private void Take(RoomEntries missed)
    {
        lock (_lock)
        {
            Questions++;
            if (missed.IsReset)
            {
                Resets += Last is null ? 0 : 1;
                _messages.Clear();
                Last = missed.Previous;
            }

            Append(missed.Messages);
            TakeEarly();
        }
    }

    private void TakeEarly()
    {
        for (var place = Next(); place >= 0; place = Next())
        {
            var (_, messages) = _early[place];
            _early.RemoveAt(place);
            Append(messages);
        }

        _early.RemoveAll(each => !IsAfter(each.Messages[^1].Position, Last!));

        int Next() => _early.FindIndex(each => each.Previous == Last);
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
