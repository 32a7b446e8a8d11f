using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScaleApp.Redis;

/// <inheritdoc/>
internal sealed class RedisConnection : IRedisConnection, IDisposable
{
    private readonly RedisOptions _options;
    private readonly TimeProvider _time;
    private readonly MultiplexerFactory _factory;
    private readonly RedisSubscriptions _subscriptions;
    private readonly RedisLinkKeeper _keeper;
    private readonly RedisTelemetry _telemetry;

    public RedisConnection(IOptions<RedisOptions> options, TimeProvider time, ILogger<RedisConnection> logger)
    {
        _options = options.Value;
        _time = time;
        _factory = new MultiplexerFactory(_options);
        _subscriptions = new RedisSubscriptions(_options.CommandTimeout, logger);
        _telemetry = new RedisTelemetry(_factory, time);
        _keeper = new RedisLinkKeeper(_options, _factory, _subscriptions, time, logger);
    }

    /// <inheritdoc/>
    public event Action? Restored
    {
        add => _keeper.Restored += value;
        remove => _keeper.Restored -= value;
    }

    /// <inheritdoc/>
    public bool IsConnected => _keeper.State.Link is not null;

    /// <inheritdoc/>
    public IDatabase Database
    {
        get
        {
            var state = _keeper.State;
            return state.Link?.Database ?? throw RedisFaults.Away(_factory.Address, state);
        }
    }

    /// <inheritdoc/>
    public Task WaitUntilConnectedAsync(CancellationToken ct) => _keeper.WhenUp.WaitAsync(ct);

    /// <inheritdoc/>
    public Task<T> ExecuteAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken ct,
        [CallerArgumentExpression(nameof(command))] string expression = "")
    {
        ArgumentNullException.ThrowIfNull(command);
        return RunAsync(command, RedisOperation.NameOf(expression), null, ct);
    }

    /// <inheritdoc/>
    public Task<RedisResult> EvaluateAsync(RedisScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(script);
        return RunAsync(db => EvaluateAsync(db, script, keys, arguments), "EVALSHA", script.Name, ct);
    }

    /// <inheritdoc/>
    public async Task<IAsyncDisposable> SubscribeAsync(RedisChannel channel, Action<RedisChannel, RedisValue> handler,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var entry = _subscriptions.Add(channel, handler);
        try
        {
            if (_keeper.State.Attempt is { } attempt)
            {
                await attempt.WaitAsync(ct);
            }

            if (_keeper.State.Link is { } link)
            {
                await _subscriptions.TryEstablishAsync(entry, link, ct);
            }

            return entry;
        }
        catch
        {
            await entry.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    /// <summary>For containers that are disposed synchronously: closes without waiting for the end.</summary>
    public void Dispose() => _keeper.Stop();

    private async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> command, string operation, string? script, CancellationToken ct)
    {
        // In an async method, so that the caller's current activity stays what it was.
        var call = _telemetry.Begin(operation, script);
        try
        {
            var database = _keeper.State.Link?.Database ?? await NextDatabaseAsync(ct);
            var answer = await command(database).WaitAsync(Remaining(call.Started), _time, ct);
            call.End(null);
            return answer;
        }
        catch (Exception error)
        {
            var told = RedisFaults.IsOfTheLink(error)
                ? RedisFaults.From(error, _factory.Address, _options.CommandTimeout, operation)
                : error;
            call.End(told);
            if (told == error)
            {
                throw;
            }

            throw told;
        }
    }

    /// <summary>The library loads the script where it is unknown, in the same pipeline, and calls it by its hash.</summary>
    private static Task<RedisResult> EvaluateAsync(IDatabase database, RedisScript script, RedisKey[] keys, RedisValue[] arguments) =>
        database.ScriptEvaluateAsync(script.Text, keys, arguments);

    private async ValueTask<IDatabase> NextDatabaseAsync(CancellationToken ct)
    {
        if (_keeper.State.Attempt is { } attempt)
        {
            await attempt.WaitAsync(_options.CommandTimeout, _time, ct);
        }

        return Database;
    }

    private TimeSpan Remaining(long started)
    {
        var left = _options.CommandTimeout - _time.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
