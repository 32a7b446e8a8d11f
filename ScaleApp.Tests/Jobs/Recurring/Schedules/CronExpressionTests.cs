using ScaleApp.Jobs;
using ScaleApp.Jobs.Recurring.Schedules;

namespace ScaleApp.Tests.Jobs.Recurring.Schedules;

public class CronExpressionTests
{
    [Theory]
    [InlineData("", "0 field(s)")]
    [InlineData("* * * *", "4 field(s)")]
    [InlineData("* * * * * * *", "7 field(s)")]
    [InlineData("60 * * * *", "minute field '60'")]
    [InlineData("* 24 * * *", "hour field '24'")]
    [InlineData("* * 0 * *", "day of month field '0'")]
    [InlineData("* * * 13 *", "month field '13'")]
    [InlineData("* * * * 8", "day of week field '8'")]
    [InlineData("*/0 * * * *", "the step '0'")]
    [InlineData("*/-1 * * * *", "the step '-1'")]
    [InlineData("*/90 * * * *", "the step '90'")]
    [InlineData("1,,2 * * * *", "a value is missing")]
    [InlineData("1-2-3 * * * *", "'2-3' is not a value")]
    [InlineData("* * * J *", "'J' is not a value")]
    [InlineData("* * * * MONDAY", "'MONDAY' is not a value")]
    [InlineData("* * L-31 * *", "after L")]
    [InlineData("* * * * 1#6", "after #")]
    [InlineData("61 * * * * *", "second field '61'")]
    [InlineData("@fortnightly", "1 field(s)")]
    public void An_expression_that_cannot_be_read_is_refused_with_the_field_and_the_reason(string cron, string expected)
    {
        var error = Assert.Throws<CronFormatException>(() => CronExpression.Parse(cron));

        Assert.Contains(expected, error.Message);
        Assert.Contains($"'{cron}'", error.Message);
    }

    [Theory]
    [InlineData("* * * * *", true)]
    [InlineData("0 0-5 * * *", true)]
    [InlineData("0/15 3 * * *", true)]
    [InlineData("* 0 3 * * *", true)]
    [InlineData("0,15,30 3 * * *", false)]
    [InlineData("0 3 */2 * 1-5", false)]
    public void An_interval_is_told_from_a_time_of_day_by_its_second_minute_and_hour(string cron, bool expected) =>
        Assert.Equal(expected, CronExpression.Parse(cron).IsInterval);
}
