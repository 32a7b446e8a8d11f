namespace ScaleApp.Hosting.Replicas;

/// <summary>One replica: whether it is wanted, and the restart that is under way, of which there is at most one.</summary>
internal sealed class SupervisedReplica(SupervisedResource resource, string id, RestartBackoff backoff)
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _restart;
    private string? _failure;

    public SupervisedResource Resource => resource;

    public string Id => id;

    public RestartBackoff Backoff => backoff;

    /// <summary>The state that was seen last. Only the watch reads and writes it.</summary>
    public string? LastState { get; set; }

    /// <summary>False once it was stopped on purpose, and while it waits for its first start by hand.</summary>
    public bool IsWanted { get; private set; } = true;

    public void Want()
    {
        lock (_lock)
        {
            IsWanted = true;
        }
    }

    /// <summary>From now on its end is not a crash, and a restart that waits is cancelled.</summary>
    public void Release()
    {
        lock (_lock)
        {
            IsWanted = false;
            _failure = null;
            _restart?.CancelAsync();
        }
    }

    /// <summary>
    /// Reports a failure. True if the caller is to restart the replica; false if it is not wanted, or if a restart is under
    /// way, which then gets this failure from <see cref="EndRestart"/>.
    /// </summary>
    public bool BeginRestart(string failure, CancellationToken stopping, out CancellationToken ct)
    {
        lock (_lock)
        {
            ct = default;
            if (!IsWanted)
            {
                return false;
            }

            if (_restart is not null)
            {
                _failure = failure;
                return false;
            }

            _restart = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            ct = _restart.Token;
            return true;
        }
    }

    /// <summary>An attempt begins. It covers every failure that was reported so far.</summary>
    public void BeginTry()
    {
        lock (_lock)
        {
            _failure = null;
        }
    }

    /// <summary>Ends the restart and returns null; if the replica failed since the attempt began, returns that failure.</summary>
    public string? EndRestart()
    {
        lock (_lock)
        {
            if (_failure is { } failure)
            {
                _failure = null;
                return failure;
            }

            _restart?.Dispose();
            _restart = null;
            return null;
        }
    }
}
