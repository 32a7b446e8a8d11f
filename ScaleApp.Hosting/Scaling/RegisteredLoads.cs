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
internal sealed partial class RegisteredLoads(RedisResource server, string service, ILogger logger) : IAsyncDisposable
{
    private ConnectionMultiplexer? _redis;

    /// <summary>The loads of the registered replicas; none while Redis is unavailable.</summary>
    public async Task<IReadOnlyList<ReplicaLoad>> ReadAsync(CancellationToken ct)
    {
        try
        {
            _redis ??= await ConnectAsync(ct);
            var details = await _redis.GetDatabase().HashValuesAsync($"replicas:{{{service}}}:details").WaitAsync(ct);
            return [.. details.Select(Parse).OfType<ReplicaLoad>()];
        }
        catch (Exception error) when (error is RedisException or TimeoutException or JsonException)
        {
            LogUnavailable(service, error.Message);
            return [];
        }
    }

    public ValueTask DisposeAsync() => _redis?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static ReplicaLoad? Parse(RedisValue details) =>
        JsonSerializer.Deserialize<Details>(details.ToString(), JsonSerializerOptions.Web) is { Load: { } load } ? load : null;

    private async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken ct)
    {
        var options = ConfigurationOptions.Parse((await server.ConnectionStringExpression.GetValueAsync(ct))!);
        options.AbortOnConnectFail = false;
        (options.ConnectTimeout, options.AsyncTimeout) = (1_000, 1_000);
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ClientName = "autoscaler";
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    private sealed record Details(ReplicaLoad? Load);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The loads of '{Service}' cannot be read, so it is not scaled: {Reason}")]
    private partial void LogUnavailable(string service, string reason);
}
