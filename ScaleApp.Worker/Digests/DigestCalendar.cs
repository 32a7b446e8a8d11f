using Cronos;

namespace ScaleApp.Worker.Digests;

/// <summary>The times at which a digest is due.</summary>
internal sealed class DigestCalendar(string cron, TimeZoneInfo zone)
{
    private static readonly TimeSpan[] Windows =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(8), TimeSpan.FromDays(32), TimeSpan.FromDays(366),
        TimeSpan.FromDays(366 * 8),
    ];

    private readonly CronExpression _cron = CronExpression.Parse(cron, FormatOf(cron));

    public static DigestCalendar Of(string cron, string zone) => new(cron, TimeZoneInfo.FindSystemTimeZoneById(zone));

    public static CronFormat FormatOf(string cron) =>
        cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard;

    /// <summary>The last time at or before the given one, or null when there was none in eight years.</summary>
    public DateTimeOffset? LastAtOrBefore(DateTimeOffset time) => Windows
        .Select(window => _cron.GetOccurrences(time - window, time, zone, fromInclusive: true, toInclusive: true)
            .Select(occurrence => (DateTimeOffset?)occurrence.ToUniversalTime()).LastOrDefault())
        .FirstOrDefault(occurrence => occurrence is not null);

    /// <summary>All times after <paramref name="from"/>, up to and with <paramref name="to"/>.</summary>
    public IEnumerable<DateTimeOffset> Between(DateTimeOffset from, DateTimeOffset to) => from >= to
        ? []
        : _cron.GetOccurrences(from, to, zone, fromInclusive: false, toInclusive: true).Select(occurrence => occurrence.ToUniversalTime());
}
