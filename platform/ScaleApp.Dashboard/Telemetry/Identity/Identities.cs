using System.Collections.Concurrent;

namespace ScaleApp.Dashboard.Telemetry.Identity;

/// <summary>
/// Gives every request the same objects for the same resource and scope: they come again with each request, and are read once.
/// </summary>
internal sealed class Identities
{
    /// <summary>More than this many come only from a sender that invents them; they are then simply read again.</summary>
    private const int Limit = 4_096;

    /// <summary>Bytes of one that is remembered.</summary>
    private const int Largest = 16 * 1024;

    private readonly ConcurrentDictionary<byte[], TelemetryResource> _resources = new(BytesComparer.Instance);
    private readonly ConcurrentDictionary<byte[], TelemetryScope> _scopes = new(BytesComparer.Instance);

    public TelemetryResource Resource(ReadOnlySpan<byte> message) => Find(_resources, message, bytes => new TelemetryResource(bytes));

    public TelemetryScope Scope(ReadOnlySpan<byte> message) => Find(_scopes, message, bytes => new TelemetryScope(bytes));

    private static T Find<T>(ConcurrentDictionary<byte[], T> known, ReadOnlySpan<byte> message, Func<byte[], T> create)
    {
        if (known.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(message, out var found))
        {
            return found;
        }

        var bytes = message.ToArray();
        if (bytes.Length > Largest)
        {
            return create(bytes);
        }

        if (known.Count >= Limit)
        {
            known.Clear();
        }

        return known.GetOrAdd(bytes, create(bytes));
    }
}
