using ScaleApp.Jobs;
using ScaleApp.Jobs.Recurring.Schedules;

namespace ScaleApp.Tests.Jobs.Recurring;

public class CronTests
{
    public static TheoryData<string, string> Names() => new()
    {
        { Cron.Minutely(), "* * * * *" },
        { Cron.Hourly(), "0 * * * *" },
        { Cron.Hourly(25), "25 * * * *" },
        { Cron.Daily(), "0 0 * * *" },
        { Cron.Daily(7), "0 7 * * *" },
        { Cron.Daily(7, 30), "30 7 * * *" },
        { Cron.Weekly(), "0 0 * * 1" },
        { Cron.Weekly(DayOfWeek.Sunday), "0 0 * * 0" },
        { Cron.Weekly(DayOfWeek.Friday, 5), "0 5 * * 5" },
        { Cron.Weekly(DayOfWeek.Friday, 5, 15), "15 5 * * 5" },
        { Cron.Monthly(), "0 0 1 * *" },
        { Cron.Monthly(10), "0 0 10 * *" },
        { Cron.Monthly(10, 6), "0 6 10 * *" },
        { Cron.Monthly(10, 6, 20), "20 6 10 * *" },
        { Cron.Yearly(), "0 0 1 1 *" },
        { Cron.Yearly(4), "0 0 1 4 *" },
        { Cron.Yearly(4, 2), "0 0 2 4 *" },
        { Cron.Yearly(4, 2, 3), "0 3 2 4 *" },
        { Cron.Yearly(4, 2, 3, 1), "1 3 2 4 *" },
        { Cron.MinuteInterval(5), "*/5 * * * *" },
        { Cron.HourInterval(5), "0 */5 * * *" },
        { Cron.DayInterval(5), "0 0 */5 * *" },
        { Cron.MonthInterval(5), "0 0 1 */5 *" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_stands_for_the_expression_that_Hangfire_gives_it(string name, string expected)
    {
        Assert.Equal(expected, name);
        Assert.NotNull(CronSchedule.Parse(name, TimeZoneInfo.Utc).After(DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void Never_is_never() =>
        Assert.Null(CronSchedule.Parse(Cron.Never(), TimeZoneInfo.Utc).After(DateTimeOffset.UnixEpoch));
}
