using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Probing;

/// <summary>A room with several members. One sends numbered messages, which each member has to get once and in order.</summary>
internal sealed class ProbeRoom(ProbeClient client, ProbeCustomer customer, int members) : IAsyncDisposable
{
    private static readonly TimeSpan EnterLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(45);

    private readonly string _run = Guid.NewGuid().ToString("N")[..16];
    private readonly RoomMember[] _members =
        [.. Enumerable.Range(0, members).Select(_ => new RoomMember(client, customer, $"support-{customer.Id}"))];

    // The number of the next message, which SendAsync alone changes.
    private long _number;
    private long _neverCame;

    public long Missed => _members.Sum(member => member.Messages.Missed) + _neverCame;

    public long Repeated => _members.Sum(member => member.Messages.Repeated);

    public int Losses => _members.Sum(member => member.Losses);

    public TimeSpan LongestAbsence => _members.Max(member => member.LongestAbsence);

    public async Task BeginAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(EnterLimit);
        try
        {
            await Task.WhenAll(_members.Select(member => member.EnterAsync(limit.Token)));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new BenchException($"The room could not be entered within {EnterLimit.TotalSeconds:0} s.");
        }
    }

    /// <summary>Sends the next message, or the last one again while it is not acknowledged.</summary>
    public async Task SendAsync()
    {
        if (await _members[0].SendAsync($"{_run}-{_number}", _number))
        {
            _number++;
        }
    }

    /// <summary>Waits until every member has every acknowledged message; what has not come then is missed.</summary>
    public async Task SettleAsync(CancellationToken ct)
    {
        await Polling.UntilAsync(() => Outstanding() == 0, SettleLimit, ct);
        _neverCame = Outstanding();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members)
        {
            await member.DisposeAsync();
        }
    }

    private long Outstanding() => _members.Sum(member => Math.Max(0, _number - member.Messages.Next));
}
