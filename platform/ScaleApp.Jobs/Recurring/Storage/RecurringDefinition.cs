using ScaleApp.Jobs.Recurring.Schedules;
using StackExchange.Redis;

namespace ScaleApp.Jobs.Recurring.Storage;

/// <summary>What a recurring job is, as it is kept.</summary>
internal sealed record RecurringDefinition(string Id, JobRequest Job, string Cron, string Zone, MisfireHandlingMode Misfire)
{
    /// <summary>Longest id: a run's id adds the occurrence to it and must stay below that of a job.</summary>
    public const int MaxIdLength = 150;

    /// <summary>Checks what the user gave.</summary>
    /// <exception cref="ArgumentException">The id or the cron expression is not valid.</exception>
    public static (RecurringDefinition Definition, CronSchedule Schedule) Create(
        string id, JobRequest job, string cron, RecurringJobOptions options)
    {
        ArgumentNullException.ThrowIfNull(job);
        QueueName.Check(job.Queue);
        CheckId(id);
        try
        {
            var schedule = CronSchedule.Parse(cron, options.TimeZone);
            return (new RecurringDefinition(id, job, cron, options.TimeZone.Id, options.MisfireHandling), schedule);
        }
        catch (CronFormatException error)
        {
            throw new ArgumentException($"The recurring job '{id}' was not added. {error.Message}", nameof(cron), error);
        }
    }

    /// <summary>The definition's names and values, in the order and form that <c>upsert.lua</c> takes them.</summary>
    public IEnumerable<RedisValue> Fields() =>
    [
        "cron", Cron, "zone", Zone, "misfire", (int)Misfire,
        "head", JobRecord.Head(Job), "call", JobRecord.Lines(Job.Invocation),
    ];

    private static void CheckId(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        if (id.Length > MaxIdLength || id.Any(char.IsWhiteSpace))
        {
            throw new ArgumentException(
                $"'{id}' cannot be the id of a recurring job: use at most {MaxIdLength} characters and no blanks.", nameof(id));
        }
    }
}
