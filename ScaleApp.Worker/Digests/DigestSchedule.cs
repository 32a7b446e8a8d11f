using Microsoft.Extensions.Options;
using ScaleApp.Jobs;
using ScaleApp.Redis;

namespace ScaleApp.Worker.Digests;

/// <summary>Tells the job engine, as a worker starts, when the digest is due. It waits for Redis when that is away.</summary>
internal sealed partial class DigestSchedule(IRecurringJobManager jobs, IRedisConnection redis, IOptions<DailyDigestOptions> options,
    ILogger<DigestSchedule> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var digest = options.Value;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(digest.TimeZone);
        while (true)
        {
            await redis.WaitUntilConnectedAsync(stoppingToken);
            try
            {
                await jobs.AddOrUpdateAsync<DailyDigestJob>(DailyDigestJob.Id, job => job.RunAsync(CancellationToken.None), digest.Cron,
                    new RecurringJobOptions { TimeZone = zone }, stoppingToken);
                LogScheduled(digest.Cron, digest.TimeZone);
                return;
            }
            catch (RedisUnavailableException error)
            {
                LogFailed(error.Message);
            }
        }
    }

    [LoggerMessage(7110, LogLevel.Information, "The digest is due at '{Cron}' in {TimeZone}")]
    private partial void LogScheduled(string cron, string timeZone);

    [LoggerMessage(7111, LogLevel.Warning, "The digest could not be scheduled, trying again when Redis is back: {Reason}")]
    private partial void LogFailed(string reason);
}
