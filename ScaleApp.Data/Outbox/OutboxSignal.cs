namespace ScaleApp.Data.Outbox;

/// <summary>Tells this process's relay that a transaction with jobs in it was committed.</summary>
internal sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim _committed = new(0, 1);

    public void Set()
    {
        try
        {
            _committed.Release();
        }
        catch (SemaphoreFullException)
        {
            // Told already and not looked at yet: once is enough.
        }
    }

    /// <summary>Returns when there is something to do, at the latest after <paramref name="atMost"/>.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _committed.WaitAsync(atMost, ct);

    public void Dispose() => _committed.Dispose();
}
