using System.Collections.Concurrent;
using System.Data.Common;
using Npgsql;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>The revocations of access tokens that have not expired, in memory: a request asks no server.</summary>
/// <remarks>
/// A copy of the new rows in the database. It is read when a sign-out is published, which takes moments, when Redis is back, and every
/// <see cref="TokenOptions.RevocationPoll"/> in case a message was lost. While the database is unavailable nothing can be revoked, and what was
/// revoked stays so.
/// </remarks>
internal sealed partial class RevokedTokens(
    NpgsqlDataSource database, IOptions<TokenOptions> options, TimeProvider time, ILogger<RevokedTokens> logger)
    : BackgroundService, ISignOutListener
{
    // Rows of transactions that began earlier are seen later.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _notBefore = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _signal = new(0);
    private DateTimeOffset _newest = DateTimeOffset.UnixEpoch;
    private long _everythingBefore;

    public bool Contains(AccessToken token) =>
        token.IssuedAt.UtcTicks <= Volatile.Read(ref _everythingBefore)
        || (!_notBefore.IsEmpty && (IsRevoked(token.Customer, token) || IsRevoked(token.Family, token) || IsRevoked(token.Id, token)));

    public void OnSignedOut(SignedOut signedOut) => OnSignalsLost();

    public void OnSignalsLost()
    {
        // One read finds what many sign-outs have written.
        if (_signal.CurrentCount == 0)
        {
            _signal.Release();
        }
    }

    /// <summary>Reads what is new. Returns false when the database is unavailable.</summary>
    internal async Task<bool> ReadAsync(CancellationToken ct)
    {
        try
        {
            await ReadNewAsync(ct);
            return true;
        }
        catch (DbException error)
        {
            LogReadFailed(error.Message);
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await ReadAsync(stoppingToken);
            await _signal.WaitAsync(options.Value.RevocationPoll, stoppingToken);
        }
    }

    private bool IsRevoked(string subject, AccessToken token) =>
        _notBefore.TryGetValue(subject, out var notBefore) && token.IssuedAt <= notBefore;

    private async Task ReadNewAsync(CancellationToken ct)
    {
        // A token that was issued before the oldest that counts has expired.
        var horizon = time.GetUtcNow() - options.Value.AccessLifetime - Overlap;
        var from = _newest - Overlap > horizon ? _newest - Overlap : horizon;
        await using var command = database.CreateCommand("SELECT subject, not_before FROM token_revocations WHERE not_before > $1")
            .With(from.ToUniversalTime());
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var notBefore = reader.GetFieldValue<DateTimeOffset>(1);
            _newest = notBefore > _newest ? notBefore : _newest;
            if (notBefore.UtcTicks > Volatile.Read(ref _everythingBefore))
            {
                _notBefore[reader.GetString(0)] = notBefore;
            }
        }

        foreach (var (subject, notBefore) in _notBefore)
        {
            if (notBefore < horizon)
            {
                _notBefore.TryRemove(subject, out _);
            }
        }

        if (_notBefore.Count > options.Value.MaxRevocations)
        {
            LogTooMany(_notBefore.Count, _newest);
            Volatile.Write(ref _everythingBefore, _newest.UtcTicks);
            _notBefore.Clear();
        }
    }

    [LoggerMessage(6121, LogLevel.Warning, "Revocations could not be read, those that are known stay in effect: {Reason}")]
    private partial void LogReadFailed(string reason);

    [LoggerMessage(6122, LogLevel.Warning,
        "{Count} revocations are more than are remembered: every access token issued until {Time:u} is refused, clients refresh theirs")]
    private partial void LogTooMany(int count, DateTimeOffset time);
}
