using Microsoft.AspNetCore.SignalR;

namespace ScaleApp.Redis.SignalR;

/// <summary>A client on this server.</summary>
/// <remarks>
/// What is sent to many must not wait for one that reads slowly, nor may it pile up for it: what was not taken at once is counted,
/// and a client that is too far behind is disconnected.
/// </remarks>
internal sealed class LocalConnection(HubConnectionContext context, int maxPendingBytes, Action<LocalConnection> onTooSlow)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);
    private Dictionary<string, Action>? _farewells = new(StringComparer.Ordinal);
    private int _pendingBytes;

    public HubConnectionContext Context => context;

    public string Id => context.ConnectionId;

    /// <summary>Sends without waiting; in the order of the calls.</summary>
    public void Send(SerializedHubMessage message)
    {
        var writing = context.WriteAsync(message);
        if (writing.IsCompletedSuccessfully)
        {
            writing.GetAwaiter().GetResult();
            return;
        }

        var size = message.GetSerializedMessage(context.Protocol).Length;
        if (Interlocked.Add(ref _pendingBytes, size) > maxPendingBytes && !context.ConnectionAborted.IsCancellationRequested)
        {
            onTooSlow(this);
            context.Abort();
        }

        _ = FinishAsync(writing, size);
    }

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

    private async Task FinishAsync(ValueTask writing, int size)
    {
        try
        {
            await writing;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The connection broke; its own loop finds that out and ends it.
        }
        finally
        {
            Interlocked.Add(ref _pendingBytes, -size);
        }
    }
}
