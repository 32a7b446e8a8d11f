using Hangfire.Server;
using ScaleApp.Data.Digests;

namespace ScaleApp.Worker.Digests;

internal sealed partial class DigestJob(
    ShopContext shop, DigestPlanner planner, DigestSchedules schedules, IOptions<DailyDigestOptions> options, TimeProvider time,
    ILogger<DigestJob> logger) : IDigestJob
{
    public Task PlanAsync(string cron, string timeZone, PerformContext? context, CancellationToken ct) =>
        FireAsync(cron, timeZone, context?.DueTime() ?? time.GetUtcNow(), ct);

    internal async Task FireAsync(string cron, string timeZone, DateTimeOffset firedAt, CancellationToken ct)
    {
        var calendar = DigestCalendar.Of(cron, timeZone);
        if (calendar.LastAtOrBefore(firedAt) is not { } occurrence)
        {
            return;
        }

        // Between two occurrences only a person triggers it, who wants the last one sent.
        var isDue = occurrence == firedAt;
        if (!isDue || await IsWantedAsync(occurrence, calendar, await schedules.SinceAsync(cron, timeZone, ct), ct))
        {
            if (!await planner.PlanAsync(occurrence, ct) && !isDue)
            {
                await planner.PlanAgainAsync(ct);
            }
        }
        else
        {
            LogSkipped(occurrence);
        }
    }

    public async Task ResumeAsync(CancellationToken ct)
    {
        if (Calendar().LastAtOrBefore(time.GetUtcNow()) is { } occurrence && !await planner.PlanAsync(occurrence, ct))
        {
            await planner.PlanAgainAsync(ct);
        }
    }

    public async Task ReconcileAsync(CancellationToken ct)
    {
        var calendar = Calendar();
        var since = await schedules.SinceAsync(options.Value.Cron, options.Value.TimeZone, ct) ?? time.GetUtcNow();
        foreach (var occurrence in await MissedAsync(calendar, since, ct))
        {
            if (await planner.PlanAsync(occurrence, ct))
            {
                LogMissed(occurrence);
            }
        }

        if (await planner.PlanAgainAsync(ct) is > 0 and var chunks)
        {
            LogLost(chunks);
        }
    }

    /// <summary>Occurrences that should have been planned: the last one, or all in the window.</summary>
    private async Task<List<DateTimeOffset>> MissedAsync(DigestCalendar calendar, DateTimeOffset since, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        List<DateTimeOffset> due = options.Value.CatchUp is DigestCatchUp.Latest
            ? calendar.LastAtOrBefore(now) is { } last && last >= since ? [last] : []
            : [.. calendar.Between(Later(since, now - options.Value.CatchUpWindow), now)];
        if (due is [])
        {
            return due;
        }

        var first = due[0];
        var planned = await shop.DigestRuns.Where(run => run.Occurrence >= first).Select(run => run.Occurrence).ToListAsync(ct);
        return [.. due.Except(planned)];
    }

    /// <summary>Whether an occurrence that is due now, or was missed, is still to be sent.</summary>
    private async Task<bool> IsWantedAsync(DateTimeOffset occurrence, DigestCalendar calendar, DateTimeOffset? since, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        return occurrence >= (since ?? await schedules.BeginAsync(ct)) && options.Value.CatchUp switch
        {
            DigestCatchUp.Latest => calendar.LastAtOrBefore(now) <= occurrence,
            _ => occurrence >= now - options.Value.CatchUpWindow,
        };
    }

    private DigestCalendar Calendar() => DigestCalendar.Of(options.Value.Cron, options.Value.TimeZone);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    [LoggerMessage(7101, LogLevel.Information, "The digest of {Occurrence:u} is not sent: it is older than the schedule, or a newer one is due")]
    private partial void LogSkipped(DateTimeOffset occurrence);

    [LoggerMessage(7102, LogLevel.Warning, "The digest of {Occurrence:u} was due and had not been planned; it is now")]
    private partial void LogMissed(DateTimeOffset occurrence);

    [LoggerMessage(7103, LogLevel.Warning, "{Chunks} chunks of digests were not completed in time and are enqueued again")]
    private partial void LogLost(int chunks);
}
