using ScaleApp.Jobs.Recurring.Schedules;

namespace ScaleApp.Jobs.Recurring.Timetables;

/// <summary>Decides which of a recurring job's due occurrences are enqueued.</summary>
/// <param name="Occurrences">Those to enqueue, oldest first.</param>
/// <param name="Next">The first occurrence that is not due yet, or null for none.</param>
/// <param name="HasMissed">Some occurrence was missed: the misfire policy decided.</param>
internal readonly record struct OccurrencePlan(IReadOnlyList<DateTimeOffset> Occurrences, DateTimeOffset? Next, bool HasMissed)
{
    /// <param name="schedule">When the job is due.</param>
    /// <param name="mode">What becomes of missed occurrences.</param>
    /// <param name="first">The first due occurrence, not after <paramref name="now"/>.</param>
    /// <param name="now">Redis's clock.</param>
    /// <param name="options">When an occurrence counts as missed, and how many may be made up for.</param>
    public static OccurrencePlan Create(
        CronSchedule schedule, MisfireHandlingMode mode, DateTimeOffset first, DateTimeOffset now, RecurringSchedulerOptions options)
    {
        var next = schedule.After(now);
        var oldest = now - options.MisfireThreshold;
        if (first >= oldest)
        {
            return new OccurrencePlan(Newest(schedule, first, now, options.MaxCatchUp), next, HasMissed: false);
        }

        IReadOnlyList<DateTimeOffset> occurrences = mode switch
        {
            MisfireHandlingMode.Strict => Newest(schedule, first, now, options.MaxCatchUp),
            MisfireHandlingMode.Ignorable => schedule.After(oldest.AddTicks(-1)) is { } late && late <= now
                ? Newest(schedule, late, now, options.MaxCatchUp)
                : [],
            _ => [Latest(schedule, first, now)],
        };
        return new OccurrencePlan(occurrences, next, HasMissed: true);
    }

    /// <summary>The occurrences from <paramref name="first"/> up to <paramref name="now"/>, at most <paramref name="most"/>, the newest.</summary>
    private static List<DateTimeOffset> Newest(CronSchedule schedule, DateTimeOffset first, DateTimeOffset now, int most)
    {
        var found = new List<DateTimeOffset>();
        for (DateTimeOffset? each = first; each <= now && found.Count <= most; each = schedule.After(each.Value))
        {
            found.Add(each.Value);
        }

        if (found.Count <= most)
        {
            return found;
        }

        found.Clear();
        for (var each = Latest(schedule, first, now); found.Count < most; each = Latest(schedule, first, each.AddTicks(-1)))
        {
            found.Add(each);
        }

        found.Reverse();
        return found;
    }

    /// <summary>The last occurrence not after <paramref name="limit"/>; <paramref name="first"/> is one.</summary>
    /// <remarks>Schedules only look ahead. What comes after an instant grows with the instant, so halving finds it.</remarks>
    private static DateTimeOffset Latest(CronSchedule schedule, DateTimeOffset first, DateTimeOffset limit)
    {
        var (low, high, latest) = (first, limit, first);
        while (low < high)
        {
            if (schedule.After(low + ((high - low) / 2)) is { } later && later <= limit)
            {
                (low, latest) = (later, later);
            }
            else
            {
                high = low + ((high - low) / 2);
            }
        }

        return latest;
    }
}
