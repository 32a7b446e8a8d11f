using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScaleApp.Jobs.Recurring.Storage;

namespace ScaleApp.Jobs.Recurring.Timetables;

/// <summary>Enqueues what is due in a queue.</summary>
/// <remarks>
/// The next occurrence is computed here, since Lua knows no time zones; the script accepts it from whoever is first. So any number of
/// workers may do this at once, and stop at any point: one wins, the others change nothing.
/// </remarks>
internal sealed partial class RecurringTimetable(
    RecurringStore store, RecurringMetrics metrics, IOptions<RecurringSchedulerOptions> options, ILogger<RecurringTimetable> logger)
{
    private readonly ScheduleCache _schedules = new();

    /// <summary>Returns when nothing is due any more: how long until something is, by Redis's clock; null when nothing will be.</summary>
    public async Task<TimeSpan?> FireAsync(string queue, CancellationToken ct)
    {
        IReadOnlyList<Firing> firings = [];
        while (true)
        {
            var tick = await store.TickAsync(queue, firings, options.Value.BatchSize, ct);
            if (tick.Enqueued > 0)
            {
                metrics.Fired(queue, tick.Enqueued, tick.Lateness);
                LogFired(queue, tick.Enqueued, tick.Lateness.TotalMilliseconds);
            }

            if (tick.Due.Count == 0)
            {
                return tick.Next - tick.Now;
            }

            firings = [.. tick.Due.Select(due => Plan(due, tick.Now))];
        }
    }

    private Firing Plan(DueDefinition due, DateTimeOffset now)
    {
        try
        {
            var plan = OccurrencePlan.Create(_schedules.Get(due.Cron, due.Zone), due.Misfire, due.Next, now, options.Value);
            if (plan.HasMissed)
            {
                LogMissed(due.Id, due.Next, due.Misfire, plan.Occurrences.Count);
            }

            return new Firing(due, plan.Occurrences, plan.Next);
        }
        catch (Exception error) when (error is CronFormatException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            LogUnreadable(error, due.Id, due.Cron, due.Zone);
            return new Firing(due, [], null, error.Message);
        }
    }

    [LoggerMessage(3500, LogLevel.Debug, "Enqueued {Count} occurrences of recurring jobs in queue {Queue}, the latest {Milliseconds} ms late")]
    private partial void LogFired(string queue, int count, double milliseconds);

    [LoggerMessage(3501, LogLevel.Warning,
        "The recurring job {Id} was due at {Occurrence} and nobody enqueued it in time; its policy is {Policy}, so {Count} runs make up for it")]
    private partial void LogMissed(string id, DateTimeOffset occurrence, MisfireHandlingMode policy, int count);

    [LoggerMessage(3502, LogLevel.Error,
        "The recurring job {Id} is taken out of the timetable, for its schedule '{Cron}' in zone '{Zone}' cannot be read here; add it again to put it back")]
    private partial void LogUnreadable(Exception error, string id, string cron, string zone);
}
