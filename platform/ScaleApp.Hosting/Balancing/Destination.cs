using System.Net;

namespace ScaleApp.Hosting.Balancing;

/// <summary>One replica as a load balancer sees it.</summary>
internal sealed class Destination(string name, IPEndPoint address)
{
    private volatile bool _isReady;
    private int _inFlight;
    private TaskCompletionSource? _idle;

    /// <summary>Raised after <see cref="IsReady"/> took another value; on the thread that set it.</summary>
    internal event Action<Destination>? ReadinessChanged;

    /// <summary>The replica's name, such as <c>api-k2vq</c>.</summary>
    public string Name { get; } = name;

    public IPEndPoint Address { get; } = address;

    /// <summary>True while the replica's own health check passes; only then does it get new requests.</summary>
    public bool IsReady
    {
        get => _isReady;
        set
        {
            if (_isReady != value)
            {
                _isReady = value;
                ReadinessChanged?.Invoke(this);
            }
        }
    }

    /// <summary>Requests (or connections, for raw TCP) that are being forwarded to it now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    internal void Enter() => Interlocked.Increment(ref _inFlight);

    internal void Leave()
    {
        if (Interlocked.Decrement(ref _inFlight) == 0)
        {
            Interlocked.Exchange(ref _idle, null)?.TrySetResult();
        }
    }

    /// <summary>Completes when nothing is in flight; at once when nothing is.</summary>
    internal Task WhenIdle()
    {
        var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var idle = Interlocked.CompareExchange(ref _idle, fresh, null) ?? fresh;

        // The last request may have left between the two lines: then nobody else completes the signal.
        if (InFlight == 0)
        {
            idle.TrySetResult();
        }

        return idle.Task;
    }
}
