using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScaleApp.Redis;
using StackExchange.Redis;

namespace ScaleApp.Data.Outbox;

/// <summary>Moves committed jobs from the database to the job engine, in every process that writes some.</summary>
internal sealed partial class OutboxRelay<TContext>(IServiceScopeFactory scopes, OutboxTransfer transfer, OutboxSignal signal,
    IOptions<OutboxOptions> options, ILogger<OutboxRelay<TContext>> logger) : BackgroundService
    where TContext : DbContext
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
            await using var scope = scopes.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<TContext>();
            while (await transfer.MoveBatchAsync(database, ct) == options.Value.BatchSize)
            {
            }

            _isAway = false;
            return options.Value.PollInterval;
        }
        catch (Exception error) when (error is RedisUnavailableException or RedisException or DbException or RetryLimitExceededException
            or InvalidOperationException { InnerException: DbException })
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
