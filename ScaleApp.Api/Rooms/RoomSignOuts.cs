using ScaleApp.Api.Accounts;
using ScaleApp.Redis;
using ScaleApp.Api.Accounts.Sessions;
using ScaleApp.Redis.SignalR;

namespace ScaleApp.Api.Rooms;

/// <summary>Ends the live connections of whoever signs out, on this replica; every replica does.</summary>
/// <remarks>The signal may be missed while Redis is away, so the sessions are looked at again when it is back, and every minute.</remarks>
internal sealed partial class RoomSignOuts(ILocalConnections<RoomsHub> connections, ISessionStore sessions, IRedisConnection redis, TimeProvider time,
    ILogger<RoomSignOuts> logger) : BackgroundService, ISignOutListener
{
    private const string TokenIdClaim = "jti";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    private TaskCompletionSource _restored = NewSignal();

    public void OnSignedOut(SignedOut signedOut) => connections.Abort(CustomerPrincipal.OwnerOf(signedOut.CustomerId),
        connection => signedOut.Session is not { } ended
            || connection.User.HasClaim(SessionId.ClaimType, ended) || connection.User.HasClaim(TokenIdClaim, ended));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.Restored += OnRestored;
        try
        {
            while (true)
            {
                await Volatile.Read(ref _restored).Task.WaitAsync(LookAgain, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                stoppingToken.ThrowIfCancellationRequested();
                Volatile.Write(ref _restored, NewSignal());
                await EndOrphansAsync(stoppingToken);
            }
        }
        finally
        {
            redis.Restored -= OnRestored;
        }
    }

    /// <summary>Ends connections whose session is over.</summary>
    private async Task EndOrphansAsync(CancellationToken ct)
    {
        try
        {
            foreach (var customer in connections.Users)
            {
                var living = (await sessions.ListAsync(customer, ct)).Select(session => session.Handle).ToHashSet(StringComparer.Ordinal);
                connections.Abort(customer, connection => connection.User.FindSession() is { } session && !living.Contains(session.Handle));
            }
        }
        catch (Exception error) when (error is RedisUnavailableException or System.Data.Common.DbException)
        {
            LogNotLooked(error.Message);
        }
    }

    private void OnRestored() => Volatile.Read(ref _restored).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(6402, LogLevel.Warning, "Whether sessions of live connections are over could not be found out, trying again in a minute: {Reason}")]
    private partial void LogNotLooked(string reason);
}
