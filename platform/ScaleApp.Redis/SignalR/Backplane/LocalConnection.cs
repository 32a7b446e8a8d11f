using Microsoft.AspNetCore.SignalR;

namespace ScaleApp.Redis.SignalR;

/// <summary>A client on this server.</summary>
/// <remarks>
/// What is sent to many does not wait for one that reads slowly, nor does it pile up for it: a client that is too far behind is
/// disconnected.
/// </remarks>
internal sealed class LocalConnection
{
    private readonly Outbox _outbox;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);
    private Dictionary<string, Action>? _farewells = new(StringComparer.Ordinal);

    public LocalConnection(HubConnectionContext context, FanOut fanOut, int maxPendingBytes, Action<LocalConnection> onTooSlow)
    {
        Context = context;
        _outbox = new Outbox(context, fanOut, maxPendingBytes, () =>
        {
            onTooSlow(this);
            context.Abort();
        });
    }

    public HubConnectionContext Context { get; }

    public string Id => Context.ConnectionId;

    /// <summary>Sends without waiting; in the order of the calls.</summary>
    public void Send(SerializedHubMessage message) => _outbox.Add(message);

    /// <summary>Sends, and waits while the client takes its time.</summary>
    public Task SendAsync(SerializedHubMessage message, CancellationToken ct) => _outbox.SendAsync(message, ct);

    /// <summary>Completes when what the hub answers from here on comes after what was sent.</summary>
    public Task WhenWrittenAsync(CancellationToken ct) => _outbox.WhenWrittenAsync(ct);

    /// <summary>Puts it into a group; false when it is in it already, or gone.</summary>
    public bool Join(string group, LocalSets groups)
    {
        lock (_lock)
        {
            if (_farewells is null || !_groups.Add(group))
            {
                return false;
            }

            groups.Add(group, this);
            return true;
        }
    }

    public bool Leave(string group, LocalSets groups)
    {
        lock (_lock)
        {
            if (!_groups.Remove(group))
            {
                return false;
            }

            groups.Remove(group, this);
            return true;
        }
    }

    /// <summary>Has something done when the connection is gone; false when it is gone already, and then nothing is done.</summary>
    public bool OnGone(string name, Action farewell)
    {
        lock (_lock)
        {
            if (_farewells is null)
            {
                return false;
            }

            _farewells[name] = farewell;
            return true;
        }
    }

    /// <summary>Takes back what was to be done.</summary>
    public void Forget(string name)
    {
        lock (_lock)
        {
            _farewells?.Remove(name);
        }
    }

    /// <summary>Takes it out of all groups; from here on it joins none any more. Returns those that it was in.</summary>
    public string[] Go(LocalSets groups)
    {
        Action[] farewells;
        string[] left;
        lock (_lock)
        {
            farewells = _farewells is null ? [] : [.. _farewells.Values];
            _farewells = null;
            left = [.. _groups];
            _groups.Clear();
            Array.ForEach(left, group => groups.Remove(group, this));
        }

        Array.ForEach(farewells, farewell => farewell());
        return left;
    }
}
