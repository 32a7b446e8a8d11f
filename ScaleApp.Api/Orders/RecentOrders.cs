using StackExchange.Redis;

namespace ScaleApp.Api.Orders;

/// <summary>Remembers for as long as a standby may lag who has placed or cancelled an order: that customer's history is read from the primary.</summary>
/// <remarks>
/// In Redis, for every replica and every device of the customer. A replica that cannot ask Redis, or could not within this time, reads from the
/// primary. Without standbys nothing is noted or asked.
/// </remarks>
internal sealed class RecentOrders : IDisposable
{
    private readonly IConnectionMultiplexer _redis;
    private readonly ReadReplica _replica;
    private readonly TimeProvider _time;

    // While Redis was unavailable an order may have been placed without a note.
    private long _unreliableSince;

    public RecentOrders(IConnectionMultiplexer redis, ReadReplica replica, TimeProvider time)
    {
        (_redis, _replica, _time) = (redis, replica, time);
        redis.ConnectionRestored += OnRestored;
    }

    // A second for the way from the check to the query.
    private TimeSpan Lifetime => _replica.MaxLag + TimeSpan.FromSeconds(1);

    public async Task NoteAsync(int customer, CancellationToken ct)
    {
        if (!_replica.IsConfigured)
        {
            return;
        }

        try
        {
            await _redis.GetDatabase().StringSetAsync(Key(customer), 1, Lifetime).WaitAsync(ct);
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            Distrust();
        }
    }

    public async Task<bool> ContainsAsync(int customer, CancellationToken ct)
    {
        if (!_replica.IsConfigured)
        {
            return true;
        }

        try
        {
            return IsDistrusted() || await _redis.GetDatabase().KeyExistsAsync(Key(customer)).WaitAsync(ct);
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            Distrust();
            return true;
        }
    }

    public void Dispose() => _redis.ConnectionRestored -= OnRestored;

    private void OnRestored(object? sender, ConnectionFailedEventArgs args) => Distrust();

    private void Distrust() => Interlocked.Exchange(ref _unreliableSince, _time.GetTimestamp());

    private bool IsDistrusted() => Interlocked.Read(ref _unreliableSince) is not 0 and var since && _time.GetElapsedTime(since) < Lifetime;

    private static RedisKey Key(int customer) => $"orders:{{{customer}}}:recent";
}

internal static class RecentOrdersExtensions
{
    /// <summary>Notes the customer before the change, for a replica that dies after its commit, and after it.</summary>
    public static RouteHandlerBuilder NotesOrders(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(async (invocation, next) =>
    {
        var request = invocation.HttpContext;
        var (recent, customer) = (request.RequestServices.GetRequiredService<RecentOrders>(), request.User.CustomerId());
        await recent.NoteAsync(customer, request.RequestAborted);
        try
        {
            return await next(invocation);
        }
        finally
        {
            // Not cancelled with the request: the change may be committed.
            await recent.NoteAsync(customer, CancellationToken.None);
        }
    });
}
