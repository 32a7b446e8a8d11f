using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ScaleApp.Hosting.Scaling;

/// <summary>Reads how busy the replicas of a service are, from where they register themselves.</summary>
/// <remarks>
/// A replica registers in the hash <c>replicas:{service}:details</c>: its address, and a JSON document with its load. The hash loses replicas whose
/// lease has ended. <c>ScaleApp.ServiceDefaults</c> writes it; a test holds both sides together.
/// </remarks>
internal sealed partial class RegisteredLoads(ILogger<RegisteredLoads> logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private ConnectionMultiplexer? _redis;

    /// <summary>The loads of the registered replicas; none while Redis is unavailable.</summary>
    public async Task<IReadOnlyList<ReplicaLoad>> ReadAsync(RedisResource server, string service, CancellationToken ct)
    {
        try
        {
            return await ReadAsync(await ConnectAsync(server, ct), service, ct);
        }
        catch (Exception error) when (error is RedisException or TimeoutException or JsonException)
        {
            LogUnavailable(service, error.Message);
            return [];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_redis?.DisposeAsync() ?? ValueTask.CompletedTask);
        _connecting.Dispose();
    }

    internal static async Task<IReadOnlyList<ReplicaLoad>> ReadAsync(IConnectionMultiplexer redis, string service, CancellationToken ct)
    {
        var details = await redis.GetDatabase().HashValuesAsync($"replicas:{{{service}}}:details").WaitAsync(ct);
        return [.. details.Select(Parse).OfType<ReplicaLoad>()];
    }

    private static ReplicaLoad? Parse(RedisValue details) =>
        JsonSerializer.Deserialize<Details>(details.ToString(), JsonSerializerOptions.Web) is { Load: { } load } ? load : null;

    private async Task<ConnectionMultiplexer> ConnectAsync(RedisResource server, CancellationToken ct)
    {
        await _connecting.WaitAsync(ct);
        try
        {
            if (_redis is null)
            {
                var options = ConfigurationOptions.Parse((await server.ConnectionStringExpression.GetValueAsync(ct))!);
                options.AbortOnConnectFail = false;
                (options.ConnectTimeout, options.AsyncTimeout) = (1_000, 1_000);
                options.BacklogPolicy = BacklogPolicy.FailFast;
                options.ClientName = "autoscaler";
                _redis = await ConnectionMultiplexer.ConnectAsync(options);
            }

            return _redis;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private sealed record Details(ReplicaLoad? Load);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The loads of '{Service}' cannot be read, so it is not scaled: {Reason}")]
    private partial void LogUnavailable(string service, string reason);
}
