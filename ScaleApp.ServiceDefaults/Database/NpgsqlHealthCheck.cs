using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ScaleApp.ServiceDefaults;

/// <summary>Healthy when PostgreSQL answers; a pool that is exhausted by work is no reason to send that work elsewhere.</summary>
internal sealed class NpgsqlHealthCheck(NpgsqlDataSource source) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = source.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException error) when (error.Message.Contains("pool has been exhausted", StringComparison.Ordinal))
        {
            return HealthCheckResult.Degraded("All connections of the pool are in use.", error);
        }
        catch (NpgsqlException error)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"PostgreSQL is away: {error.Message}", error);
        }
    }
}
