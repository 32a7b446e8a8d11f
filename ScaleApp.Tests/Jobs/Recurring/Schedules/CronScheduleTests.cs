using ScaleApp.Jobs.Recurring.Schedules;

namespace ScaleApp.Tests.Jobs.Recurring.Schedules;

public class CronScheduleTests
{
    [Theory]
    [InlineData("Europe/Berlin", "30 2 * * *", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z")]
    [InlineData("America/New_York", "0 30 2 * * *", "2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z")]
    [InlineData("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00:00Z", "2026-10-03T15:30:00Z")]
    [InlineData("America/Sao_Paulo", "0 0 * * *", "2018-11-04T02:00:00Z", "2018-11-04T03:00:00Z")]
    [InlineData("Pacific/Apia", "0 12 30 12 *", "2011-12-29T00:00:00Z", "2011-12-30T10:00:00Z")]
    public void A_time_that_the_clocks_leave_out_is_due_at_the_next_valid_one(string zone, string cron, string after, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected), Next(zone, cron, after));

    [Theory]
    [InlineData("Europe/Berlin", "30 2 * * *", "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("America/New_York", "30 1 * * *", "2026-11-01T00:00:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z")]
    [InlineData("Europe/Berlin", "30 * * * *", "2026-10-24T23:59:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("Europe/Berlin", "0-30/30 2 * * *", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z")]
    public void A_time_that_happens_twice_is_due_once_unless_the_expression_is_an_interval(
        string zone, string cron, string after, string first, string second)
    {
        Assert.Equal(DateTimeOffset.Parse(first), Next(zone, cron, after));
        Assert.Equal(DateTimeOffset.Parse(second), Next(zone, cron, first));
    }

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 4,6,9,11 *")]
    [InlineData("0 0 31W 2 *")]
    public void A_day_that_no_year_has_is_never_due(string cron) => Assert.Null(Next("UTC", cron, "2026-01-01T00:00:00Z"));

    [Fact]
    public void A_rare_day_is_found_across_a_century_that_is_no_leap_year() =>
        // From 2088, 29 February is a Sunday next in 2128: 2100 is no leap year.
        Assert.Equal(DateTimeOffset.Parse("2128-02-29T00:00:00Z"), Next("UTC", "0 0 29 2 SUN", "2088-03-01T00:00:00Z"));

    [Theory]
    [InlineData("0 0 L * *", "2028-02-10T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 L-1 * *", "2026-02-10T00:00:00Z", "2026-02-27T00:00:00Z")]
    [InlineData("0 0 LW * *", "2026-05-10T00:00:00Z", "2026-05-29T00:00:00Z")]
    [InlineData("0 0 1W * *", "2026-07-20T00:00:00Z", "2026-08-03T00:00:00Z")]
    [InlineData("0 0 15W * *", "2026-02-01T00:00:00Z", "2026-02-16T00:00:00Z")]
    [InlineData("0 0 * * 5L", "2026-01-01T00:00:00Z", "2026-01-30T00:00:00Z")]
    [InlineData("0 0 * * TUE#2", "2026-01-01T00:00:00Z", "2026-01-13T00:00:00Z")]
    [InlineData("0 0 * * 1#5", "2026-01-01T00:00:00Z", "2026-03-30T00:00:00Z")]
    [InlineData("0 0 13 * FRI", "2026-01-01T00:00:00Z", "2026-02-13T00:00:00Z")]
    [InlineData("0 0 ? * 7", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z")]
    [InlineData("0 22-1 * * *", "2026-01-01T23:30:00Z", "2026-01-02T00:00:00Z")]
    [InlineData("0 0 * * FRI-MON", "2026-01-05T00:00:00Z", "2026-01-09T00:00:00Z")]
    [InlineData("0 0 1 NOV-FEB/2 *", "2026-01-02T00:00:00Z", "2026-11-01T00:00:00Z")]
    [InlineData("10/20 * * * *", "2026-01-01T00:11:00Z", "2026-01-01T00:30:00Z")]
    [InlineData("*/20 59 23 31 DEC *", "2026-12-31T23:59:40Z", "2027-12-31T23:59:00Z")]
    [InlineData("@weekly", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z")]
    public void Reads_what_Hangfire_reads(string cron, string after, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected), Next("UTC", cron, after));

    private static DateTimeOffset? Next(string zone, string cron, string after) =>
        CronSchedule.Parse(cron, TimeZoneInfo.FindSystemTimeZoneById(zone)).After(DateTimeOffset.Parse(after));
}
