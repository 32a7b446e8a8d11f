using ScaleApp.Api.Accounts.Sessions;
using ScaleApp.Api.Accounts.Tokens;

namespace ScaleApp.Api.Rooms;

/// <summary>Ends the live connections of a customer who signs out, on this replica; every replica does.</summary>
/// <remarks>The signal may be lost while Redis is unavailable, so the sessions are checked when it is available again, and every minute.</remarks>
internal sealed partial class RoomSignOuts(RoomConnections connections, ISessionStore sessions, ILogger<RoomSignOuts> logger)
    : BackgroundService, ISignOutListener
{
    private const int ParallelChecks = 8;

    private static readonly TimeSpan CheckInterval = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _signalsLost = new(0);

    public void OnSignedOut(SignedOut signedOut) => connections.Abort(signedOut.CustomerId, user =>
        signedOut.Session is not { } ended || user.HasClaim(SessionId.ClaimType, ended) || user.HasClaim(AccessToken.IdClaim, ended));

    public void OnSignalsLost() => _signalsLost.Release();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await _signalsLost.WaitAsync(CheckInterval, stoppingToken);
            await TryEndOrphansAsync(stoppingToken);
        }
    }

    private async Task TryEndOrphansAsync(CancellationToken ct)
    {
        var held = connections.Users.Select(user => user.FindSession()).OfType<SessionId>().Distinct().GroupBy(session => session.Owner);
        try
        {
            await Parallel.ForEachAsync(held, new ParallelOptions { MaxDegreeOfParallelism = ParallelChecks, CancellationToken = ct }, EndOrphansAsync);
        }
        catch (Exception error) when (error is System.Data.Common.DbException || RedisErrors.IsUnavailable(error))
        {
            LogNotChecked(error.Message);
        }
    }

    /// <summary>Ends the connections of one owner's sessions that have ended. Those that begin meanwhile are not among the held ones.</summary>
    private async ValueTask EndOrphansAsync(IGrouping<string, SessionId> held, CancellationToken ct)
    {
        var living = (await sessions.ListAsync(held.Key, ct)).Select(session => session.Handle);
        var ended = held.Select(session => session.Handle).Except(living).ToHashSet(StringComparer.Ordinal);
        if (ended.Count > 0)
        {
            connections.Abort(int.Parse(held.Key),
                user => user.FindSession() is { } session && ended.Contains(session.Handle));
        }
    }

    [LoggerMessage(6402, LogLevel.Warning, "The sessions of live connections could not be checked, retrying in a minute: {Reason}")]
    private partial void LogNotChecked(string reason);
}
