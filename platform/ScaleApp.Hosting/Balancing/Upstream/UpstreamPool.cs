namespace ScaleApp.Hosting.Balancing.Upstream;

/// <summary>The unused connections of one replica, last returned first taken.</summary>
internal sealed class UpstreamPool : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<UpstreamConnection> _unused = [];
    private readonly Destination _destination;
    private readonly UpstreamConnections _connections;
    private readonly LoadBalancerOptions _options;
    private bool _closed;

    public UpstreamPool(Destination destination, UpstreamConnections connections, LoadBalancerOptions options)
    {
        (_destination, _connections, _options) = (destination, connections, options);
        connections.Swept += ForgetRetired;
    }

    /// <summary>A connection that the replica has not closed, or a new one.</summary>
    public ValueTask<UpstreamConnection> TakeAsync(CancellationToken cancellationToken)
    {
        while (TryPop() is { } connection)
        {
            if (connection.TryLease())
            {
                if (connection.IsUsable)
                {
                    connection.IdleLimit = _options.ActivityTimeout;
                    connection.Touch();
                    return new(connection);
                }

                connection.Dispose();
            }
        }

        return _connections.OpenAsync(_destination, cancellationToken);
    }

    /// <summary>Ends an exchange: keeps the connection when it can be used again, else closes it.</summary>
    public void Settle(UpstreamConnection connection, bool isReusable)
    {
        if (isReusable && connection.Buffered.IsEmpty)
        {
            Return(connection);
        }
        else
        {
            connection.Dispose();
        }
    }

    private void Return(UpstreamConnection connection)
    {
        connection.IdleLimit = _options.PoolIdleTimeout;
        connection.Touch();

        lock (_gate)
        {
            if (!_closed)
            {
                connection.Release();
                _unused.Add(connection);
                return;
            }
        }

        connection.Dispose();
    }

    /// <summary>Closes what is unused: after a failure or a restart those connections lead nowhere.</summary>
    public void Clear()
    {
        while (TryPop() is { } connection)
        {
            if (connection.TryLease())
            {
                connection.Dispose();
            }
        }
    }

    /// <summary>Closes what is unused, and everything that is returned later.</summary>
    public void Dispose()
    {
        _connections.Swept -= ForgetRetired;
        lock (_gate)
        {
            _closed = true;
        }

        Clear();
    }

    private UpstreamConnection? TryPop()
    {
        lock (_gate)
        {
            if (_unused.Count == 0)
            {
                return null;
            }

            var last = _unused[^1];
            _unused.RemoveAt(_unused.Count - 1);
            return last;
        }
    }

    private void ForgetRetired()
    {
        lock (_gate)
        {
            _unused.RemoveAll(static connection => connection.IsRetired);
        }
    }
}
