using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using ScaleApp.Redis;
using StackExchange.Redis;

namespace ScaleApp.Data.Outbox;

/// <summary>Moves committed jobs from the database to the job engine, in every process that writes some.</summary>
/// <remarks>It works without the model: every process looks as it starts, and most have no other use for the model yet.</remarks>
internal sealed partial class OutboxRelay(
    OutboxTransfer transfer, OutboxSignal signal, IOptions<OutboxOptions> options, ILogger<OutboxRelay> logger) : BackgroundService
{
    private bool _isAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var pause = await RelayAsync(stoppingToken);
                await signal.WaitAsync(pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left in the table is moved by the other processes, or at the next start.
        }
    }

    /// <summary>Moves all there is. Returns how long to wait for a signal before looking again.</summary>
    private async Task<TimeSpan> RelayAsync(CancellationToken ct)
    {
        try
        {
            while (await transfer.MoveBatchAsync(ct) == options.Value.BatchSize)
            {
            }

            _isAway = false;
            return options.Value.PollInterval;
        }
        catch (Exception error) when (error is RedisUnavailableException or RedisException or NpgsqlException)
        {
            if (!_isAway)
            {
                _isAway = true;
                LogAway(error);
            }

            return options.Value.RetryDelay;
        }
    }

    [LoggerMessage(5051, LogLevel.Warning,
        "Jobs wait in outbox_jobs because Redis or the database is away; they are handed over when it is back")]
    private partial void LogAway(Exception error);
}
