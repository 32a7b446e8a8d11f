namespace ScaleApp.Redis.SignalR;

/// <summary>Where the followers of a log are on this server, and the entries just before that. Used under the feed's gate.</summary>
internal sealed class FeedPosition(string log, MessageLog source, FeedMembers members, int pageSize)
{
    // Clients that come back soon are brought up to date from memory: a storm of them asks Redis for nothing.
    private const int TailLength = 256;
    private const int ReadLength = 256;

    private readonly Queue<LogEntry> _tail = new();
    private volatile HeadBox _head = new(new LogPosition("", 0));

    /// <summary>May be read by anybody.</summary>
    public LogPosition Head => _head.Position;

    /// <summary>Begins at the end of the log.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        var page = await source.ReadBeforeAsync(log, long.MaxValue, Math.Max(TailLength, pageSize), ct);
        _tail.Clear();
        foreach (var entry in page.Entries)
        {
            _tail.Enqueue(entry);
        }

        _head = new HeadBox(page.Head);
    }

    /// <summary>Delivers what follows directly. False when there is a gap, which has to be read: <see cref="CatchUpAsync"/>.</summary>
    public bool TryAdvance(IReadOnlyList<PublishedEntry> arrived)
    {
        var (epoch, offset) = Head;
        var next = new List<LogEntry>(arrived.Count);
        var isWhole = true;
        foreach (var (entryEpoch, entry) in arrived)
        {
            if (epoch.Length == 0 && entry.Offset == 1)
            {
                epoch = entryEpoch;
            }

            if (entryEpoch != epoch || entry.Offset > offset + 1)
            {
                isWhole = false;
                break;
            }

            if (entry.Offset == offset + 1)
            {
                next.Add(entry);
                offset++;
            }
        }

        Deliver(epoch, next);
        return isWhole;
    }

    /// <summary>Reads and delivers what follows, and returns how many entries. Begins anew when the log cannot be continued.</summary>
    public async Task<long> CatchUpAsync(CancellationToken ct)
    {
        for (var found = 0L; ;)
        {
            var (epoch, offset) = Head;
            var page = await source.ReadAfterAsync(log, offset, ReadLength, ct);
            if (page.Head.Epoch == epoch && page.Head.Offset < offset)
            {
                // Redis came back without its last entries. Their offsets must not be given to others.
                await source.RenewAsync(log, Head, ct);
                await BeginAnewAsync(ct);
                return found;
            }

            if (page.Head.Offset == offset && page.Head.Epoch == epoch)
            {
                return found;
            }

            var isContinued = (page.Head.Epoch == epoch || epoch.Length == 0) && page.Entries is [var first, ..] && first.Offset == offset + 1;
            if (!isContinued)
            {
                await BeginAnewAsync(ct);
                return found;
            }

            Deliver(page.Head.Epoch, page.Entries);
            found += page.Entries.Count;
        }
    }

    /// <summary>Sends a client what it has missed since its position; a reset and the newest page when that cannot be told.</summary>
    public async Task<FollowStart> BringUpAsync(LocalConnection connection, LogPosition? since, CancellationToken ct)
    {
        if (since is { } ahead && ahead.Epoch == Head.Epoch && ahead.Offset > Head.Offset)
        {
            // It was ahead on another server: this one has not heard everything yet, or Redis has lost what it saw.
            await CatchUpAsync(ct);
            if (ahead.Epoch == Head.Epoch && ahead.Offset > Head.Offset)
            {
                await source.RenewAsync(log, ahead, ct);
                await BeginAnewAsync(ct);
            }
        }

        if (since is { } position && position.Epoch == Head.Epoch && await TrySendMissedAsync(connection, position.Offset, ct))
        {
            return FollowStart.Continued;
        }

        members.SendReset(connection, Head, NewestPage());
        return FollowStart.Reset;
    }

    private async Task<bool> TrySendMissedAsync(LocalConnection connection, long offset, CancellationToken ct)
    {
        while (offset < Head.Offset)
        {
            IReadOnlyList<LogEntry> missed;
            if (_tail.TryPeek(out var oldest) && oldest.Offset <= offset + 1)
            {
                var after = offset;
                missed = [.. _tail.Where(entry => entry.Offset > after)];
            }
            else
            {
                var page = await source.ReadAfterAsync(log, offset, ReadLength, ct);
                // What this server has not delivered yet comes to everybody at once.
                missed = page.Head.Epoch == Head.Epoch ? [.. page.Entries.Where(entry => entry.Offset <= Head.Offset)] : [];
            }

            if (missed is not [var first, ..] || first.Offset != offset + 1)
            {
                return false;
            }

            members.SendEntries(connection, Head.Epoch, missed);
            offset = missed[^1].Offset;
        }

        return true;
    }

    private async Task BeginAnewAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        members.SendReset(Head, NewestPage());
    }

    private LogEntry[] NewestPage() => [.. _tail.Skip(_tail.Count - pageSize)];

    private void Deliver(string epoch, IReadOnlyList<LogEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        foreach (var entry in entries)
        {
            _tail.Enqueue(entry);
        }

        while (_tail.Count > Math.Max(TailLength, pageSize))
        {
            _tail.Dequeue();
        }

        _head = new HeadBox(new LogPosition(epoch, entries[^1].Offset));
        members.SendEntries(epoch, entries);
    }

    /// <summary>A position that is replaced as a whole.</summary>
    private sealed record HeadBox(LogPosition Position);
}
