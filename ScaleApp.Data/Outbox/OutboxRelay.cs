using Hangfire;

namespace ScaleApp.Data.Outbox;

/// <summary>Hands committed jobs to Hangfire, in the worker: as soon as PostgreSQL notifies it of a commit, and at each poll.</summary>
internal sealed partial class OutboxRelay(
    [FromKeyedServices(OutboxRelay.DirectDatabase)] NpgsqlDataSource database, OutboxBatch batch, IOptions<OutboxOptions> options,
    TimeProvider time, ILogger<OutboxRelay> logger) : BackgroundService
{
    /// <summary>The channel that the trigger on the table notifies.</summary>
    public const string Channel = "outbox_jobs";

    /// <summary>The key of a data source whose sessions are the server's own: PgBouncer in transaction mode passes no notification on.</summary>
    public const string DirectDatabase = "shopdb-direct";

    // During a deploy this worker may be an older one, which cannot load every job.
    private static readonly TimeSpan RetryUnknownEvery = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RelayAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or BackgroundJobClientException or TimeoutException)
            {
                LogUnavailable(error.GetBaseException().Message);
                await Task.Delay(options.Value.RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RelayAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(ct);
        }

        long? retried = null;
        while (true)
        {
            if (retried is not { } last || time.GetElapsedTime(last) >= RetryUnknownEvery)
            {
                await batch.RetryUnknownAsync(ct);
                retried = time.GetTimestamp();
            }

            while (await batch.MoveAsync(ct) == OutboxBatch.Size)
            {
            }

            await connection.WaitAsync(options.Value.PollInterval, ct);
        }
    }

    [LoggerMessage(5051, LogLevel.Warning, "Jobs wait in outbox_jobs and are handed over when Redis and the database are available: {Reason}")]
    private partial void LogUnavailable(string reason);
}
