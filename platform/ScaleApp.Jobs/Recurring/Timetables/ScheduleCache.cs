using System.Collections.Concurrent;
using ScaleApp.Jobs.Recurring.Schedules;

namespace ScaleApp.Jobs.Recurring.Timetables;

/// <summary>Schedules that were read before: a definition comes by at every occurrence, always with the same text.</summary>
internal sealed class ScheduleCache
{
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<(string Cron, string Zone), CronSchedule> _schedules = new();

    /// <exception cref="CronFormatException">The expression cannot be read.</exception>
    /// <exception cref="TimeZoneNotFoundException">This machine does not know the zone.</exception>
    /// <exception cref="InvalidTimeZoneException">This machine's data of the zone are broken.</exception>
    public CronSchedule Get(string cron, string zone)
    {
        if (_schedules.Count >= Capacity)
        {
            // Texts that are no longer used are never asked for again; those that are come back at once.
            _schedules.Clear();
        }

        return _schedules.GetOrAdd((cron, zone), static key =>
            CronSchedule.Parse(key.Cron, TimeZoneInfo.FindSystemTimeZoneById(key.Zone)));
    }
}
