using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Keeps the last lines of every resource and replica, bounded.</summary>
/// <remarks>A replica's lines are in its own log (by its id) and in its resource's (by the resource's name).</remarks>
public sealed class ResourceLoggerService(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A logger that writes to the resource's log.</summary>
    public ILogger GetLogger(IResource resource) => GetLogger(resource.Name);

    /// <summary>A logger that writes to the log of a resource (by its name) or of a replica (by its id).</summary>
    public ILogger GetLogger(string resourceName) => new ResourceLogger(this, resourceName);

    /// <summary>The lines that are kept, then each new one, until the log is completed.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(
        IResource resource, CancellationToken cancellationToken = default) => WatchAsync(resource.Name, cancellationToken);

    /// <inheritdoc cref="WatchAsync(IResource, CancellationToken)"/>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(
        string resourceName, CancellationToken cancellationToken = default) => Find(resourceName).WatchAsync(cancellationToken);

    /// <summary>The lines that are kept now.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource) => GetAllAsync(resource.Name);

    /// <inheritdoc cref="GetAllAsync(IResource)"/>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return Find(resourceName).Read();
    }

    /// <summary>Ends the reading of those who watch now.</summary>
    public void Complete(IResource resource) => Complete(resource.Name);

    /// <inheritdoc cref="Complete(IResource)"/>
    public void Complete(string resourceName) => Find(resourceName).Complete();

    /// <summary>Forgets the lines that are kept.</summary>
    public void ClearBacklog(string resourceName) => Find(resourceName).Clear();

    /// <summary>Adds what a replica wrote, to its log and to its resource's.</summary>
    internal void Append(string resourceName, string replicaId, DateTimeOffset at, string text, bool isError)
    {
        var content = $"{at.UtcDateTime:O} {text}";
        Find(replicaId).Append(replicaId, content, isError);
        if (!string.Equals(resourceName, replicaId, StringComparison.OrdinalIgnoreCase))
        {
            Find(resourceName).Append(replicaId, content, isError);
        }
    }

    /// <summary>Adds a line to one log, with the present time.</summary>
    internal void Append(string resourceName, string text, bool isError) =>
        Append(resourceName, resourceName, time.GetUtcNow(), text, isError);

    /// <summary>The lines of a resource (by its name) or of a replica (by its id) that are kept now.</summary>
    internal IReadOnlyList<LogLine> Read(string resourceName) => Find(resourceName).Read();

    /// <summary>Ends and forgets the log of a replica that was taken out for good.</summary>
    internal void Remove(string replicaId)
    {
        if (_logs.TryRemove(replicaId, out var log))
        {
            log.Complete();
        }
    }

    private ResourceLog Find(string resourceName) => _logs.GetOrAdd(resourceName, static _ => new ResourceLog());
}
