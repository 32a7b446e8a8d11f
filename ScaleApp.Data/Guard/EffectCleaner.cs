using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Data.Guard;

/// <summary>Forgets effects that are so old that no job can repeat them.</summary>
internal sealed partial class EffectCleaner(
    NpgsqlDataSource database, IOptions<OutboxOptions> options, TimeProvider time, ILogger<EffectCleaner> logger) : BackgroundService
{
    private const int BatchSize = 5000;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await CleanAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what is left is deleted by the next.
        }
    }

    /// <summary>Deletes in small steps, so that nobody waits for long locks. Returns how many were deleted.</summary>
    internal async Task<int> CleanAsync(CancellationToken ct)
    {
        var deleted = 0;
        try
        {
            await using var command = database.CreateCommand(
                "DELETE FROM job_effects WHERE key IN (SELECT key FROM job_effects WHERE done_at < now() - $1 LIMIT $2)");
            command.Parameters.Add(new() { Value = options.Value.KeepEffectsFor });
            command.Parameters.Add(new() { Value = BatchSize });
            int batch;
            do
            {
                batch = await command.ExecuteNonQueryAsync(ct);
                deleted += batch;
            }
            while (batch == BatchSize);
        }
        catch (NpgsqlException error)
        {
            LogFailed(error);
        }

        return deleted;
    }

    [LoggerMessage(5060, LogLevel.Warning, "Old effects could not be deleted, trying again in an hour")]
    private partial void LogFailed(Exception error);
}
