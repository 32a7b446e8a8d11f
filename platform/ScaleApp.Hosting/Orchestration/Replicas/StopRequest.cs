namespace ScaleApp.Hosting.Orchestration.Replicas;

/// <summary>Somebody's wish that a replica ends, which may become more urgent.</summary>
internal sealed class StopRequest : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _kill = new();

    /// <summary>Fires when the replica is to end.</summary>
    public CancellationToken Requested => _stop.Token;

    /// <summary>Fires when it is to end at once, whatever it is doing.</summary>
    public CancellationToken Urgent => _kill.Token;

    /// <summary>How long requests in flight may take first.</summary>
    public TimeSpan Drain { get; private set; }

    public bool IsRequested => _stop.IsCancellationRequested;

    /// <summary>Asks for the end. The first call sets the drain; a later one can only make it urgent.</summary>
    public void Ask(TimeSpan drain)
    {
        if (!IsRequested)
        {
            Drain = drain;
            _stop.Cancel();
        }
    }

    public void MakeUrgent() => _kill.Cancel();

    public void Dispose()
    {
        _stop.Dispose();
        _kill.Dispose();
    }
}
