using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Data.Guard;

/// <summary>Forgets effects that are so old that no job can repeat them.</summary>
internal sealed partial class EffectCleaner<TContext>(IServiceScopeFactory scopes, IOptions<OutboxOptions> options, TimeProvider time,
    ILogger<EffectCleaner<TContext>> logger) : BackgroundService
    where TContext : DbContext
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
            await using var scope = scopes.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<TContext>().Database;
            int batch;
            do
            {
                batch = await database.ExecuteSqlAsync(
                    $"""
                    DELETE FROM job_effects WHERE key IN
                      (SELECT key FROM job_effects WHERE done_at < now() - {options.Value.KeepEffectsFor} LIMIT {BatchSize})
                    """, ct);
                deleted += batch;
            }
            while (batch == BatchSize);
        }
        catch (Exception error) when (error is DbException or InvalidOperationException { InnerException: DbException })
        {
            LogFailed(error);
        }

        return deleted;
    }

    [LoggerMessage(5060, LogLevel.Warning, "Old effects could not be deleted, trying again in an hour")]
    private partial void LogFailed(Exception error);
}
