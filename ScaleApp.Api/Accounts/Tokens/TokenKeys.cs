using System.Diagnostics.CodeAnalysis;
using Microsoft.IdentityModel.Tokens;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>The signing keys as this replica knows them: read again every <see cref="TokenOptions.KeyPoll"/>, and when a token names another key.</summary>
internal sealed partial class TokenKeys : BaseConfigurationManager, IDisposable
{
    private readonly SigningKeyRing _ring;
    private readonly TimeProvider _time;
    private readonly ILogger<TokenKeys> _logger;
    private readonly TimeSpan _shortestPause;
    private readonly SemaphoreSlim _reading = new(1);
    private volatile TokenKeySet? _keys;
    private volatile bool _isRefreshRequested;
    private long _readAt;

    public TokenKeys(SigningKeyRing ring, IOptions<TokenOptions> options, TimeProvider time, ILogger<TokenKeys> logger)
    {
        (_ring, _time, _logger) = (ring, time, logger);

        // Tokens with invented keys must not become queries, one each.
        _shortestPause = options.Value.KeyPoll < TimeSpan.FromSeconds(1) ? options.Value.KeyPoll : TimeSpan.FromSeconds(1);

        // Otherwise what a deleted key has signed stays valid for an hour.
        UseLastKnownGoodConfiguration = false;
    }

    /// <summary>Whether the keys were read: a replica that never saw a token needs none.</summary>
    public bool IsUsed => _keys is not null;

    /// <summary>The keys; waits for the database only the first time, and when newer ones were requested.</summary>
    public async ValueTask<TokenKeySet> GetAsync(CancellationToken ct) => _keys is { } keys && !MustRead() ? keys : await RefreshAsync(ct);

    public override async Task<BaseConfiguration> GetBaseConfigurationAsync(CancellationToken cancel) => await GetAsync(cancel);

    /// <summary>Called when a token names a key that is unknown: the same validation asks for the keys again.</summary>
    public override void RequestRefresh() => _isRefreshRequested = true;

    /// <summary>Reads the keys. While the database is unavailable those that are known stay: a new one is published long before it signs.</summary>
    public async Task<TokenKeySet> RefreshAsync(CancellationToken ct)
    {
        var known = _keys;
        await _reading.WaitAsync(ct);
        try
        {
            // Another request has read while this one waited.
            return _keys is { } others && others != known ? others : _keys = await ReadAsync(ct);
        }
        catch (Exception error) when (_keys is not null && error is not OperationCanceledException)
        {
            LogReadFailed(error.Message);
            return _keys;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private bool MustRead() => _isRefreshRequested && _time.GetElapsedTime(Volatile.Read(ref _readAt)) >= _shortestPause;

    private async Task<TokenKeySet> ReadAsync(CancellationToken ct)
    {
        // Before the read, so that a failure is not repeated at once.
        _isRefreshRequested = false;
        Volatile.Write(ref _readAt, _time.GetTimestamp());
        var keys = await _ring.ReadAsync(ct);
        return _keys is { } current && current.HasSameKeys(keys) ? current : new TokenKeySet(keys);
    }

    [LoggerMessage(6120, LogLevel.Warning, "The signing keys could not be read, those that are known stay in use: {Reason}")]
    private partial void LogReadFailed(string reason);
}

internal sealed class TokenKeyPolling(TokenKeys keys, IOptions<TokenOptions> options, TimeProvider time) : BackgroundService
{
    [SuppressMessage("Scaling", "SCALE006", Justification = "Each replica reads the keys for itself.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.KeyPoll, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (keys.IsUsed)
            {
                await keys.RefreshAsync(stoppingToken);
            }
        }
    }
}
