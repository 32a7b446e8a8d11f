using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScaleApp.Redis;

/// <summary>Healthy when Redis answers PING; the description says why it does not.</summary>
public sealed class RedisHealthCheck(IRedisConnection redis) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            var took = await redis.ExecuteAsync(db => db.PingAsync(), cancellationToken);
            return HealthCheckResult.Healthy($"Redis answered in {took.TotalMilliseconds:0.#} ms.");
        }
        catch (RedisUnavailableException error)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, error.Message, error);
        }
    }
}
