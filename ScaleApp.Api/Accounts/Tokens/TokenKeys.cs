using Microsoft.Extensions.Options;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>The signing keys as this replica knows them: looked for again from time to time, and when a token names one that it does not know.</summary>
internal sealed partial class TokenKeys(SigningKeyRing ring, IOptions<TokenOptions> options, TimeProvider time, ILogger<TokenKeys> logger)
    : BackgroundService
{
    // Tokens with invented keys must not become queries, one each.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _reading = new(1);
    private TokenKeySet? _keys;
    private long _readAt;

    /// <summary>The keys; waits for the database only the first time.</summary>
    public ValueTask<TokenKeySet> GetAsync(CancellationToken ct) =>
        Volatile.Read(ref _keys) is { } keys ? ValueTask.FromResult(keys) : new ValueTask<TokenKeySet>(ReadAsync(known: null, ct));

    /// <summary>Newer keys than these, for a token that names one that is not among them; or the same, when they were read just now.</summary>
    public async ValueTask<TokenKeySet> GetNewerAsync(TokenKeySet than, CancellationToken ct) =>
        time.GetElapsedTime(Volatile.Read(ref _readAt)) < Min(ShortestPause, options.Value.KeyPoll) ? than : await ReadAsync(than, ct);

    public override void Dispose()
    {
        _reading.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.KeyPoll, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // Who never saw a token needs no keys.
                if (Volatile.Read(ref _keys) is { } keys)
                {
                    await TryReadAsync(keys, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TryReadAsync(TokenKeySet known, CancellationToken ct)
    {
        try
        {
            await ReadAsync(known, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // Those it knows stay good: a new one is published long before it is used.
            LogReadFailed(error.Message);
        }
    }

    private async Task<TokenKeySet> ReadAsync(TokenKeySet? known, CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            // Somebody else has read while this one waited.
            if (_keys is { } others && others != known)
            {
                return others;
            }

            var read = await ring.ReadAsync(ct);
            Volatile.Write(ref _readAt, time.GetTimestamp());
            if (_keys is { } current && current.IsOf(read))
            {
                return current;
            }

            var keys = new TokenKeySet(read);
            Volatile.Write(ref _keys, keys);
            return keys;
        }
        finally
        {
            _reading.Release();
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(6120, LogLevel.Warning, "The signing keys could not be read, those that are known stay in use: {Reason}")]
    private partial void LogReadFailed(string reason);
}
