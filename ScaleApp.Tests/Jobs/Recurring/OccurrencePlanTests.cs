using ScaleApp.Jobs;
using ScaleApp.Jobs.Recurring.Schedules;
using ScaleApp.Jobs.Recurring.Timetables;

namespace ScaleApp.Tests.Jobs.Recurring;

public class OccurrencePlanTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly RecurringSchedulerOptions Options = new() { MisfireThreshold = TimeSpan.FromMinutes(1), MaxCatchUp = 5 };

    [Theory]
    [InlineData(MisfireHandlingMode.Relaxed)]
    [InlineData(MisfireHandlingMode.Strict)]
    [InlineData(MisfireHandlingMode.Ignorable)]
    public void What_is_only_late_is_enqueued_whatever_the_policy(MisfireHandlingMode mode)
    {
        var plan = Plan("*/10 * * * * *", mode, Noon.AddSeconds(-30), Noon);

        Assert.False(plan.HasMissed);
        Assert.Equal([-30, -20, -10, 0], plan.Occurrences.Select(Seconds));
        Assert.Equal(10, Seconds(plan.Next!.Value));
    }

    [Fact]
    public void One_run_makes_up_for_all_that_was_missed_and_is_the_newest()
    {
        var plan = Plan("*/10 * * * * *", MisfireHandlingMode.Relaxed, Noon.AddDays(-400), Noon.AddSeconds(5));

        Assert.True(plan.HasMissed);
        Assert.Equal([0], plan.Occurrences.Select(Seconds));
        Assert.Equal(10, Seconds(plan.Next!.Value));
    }

    [Fact]
    public void Each_missed_occurrence_is_made_up_for_up_to_the_bound()
    {
        Assert.Equal([-180, -120, -60, 0],
            Plan("* * * * *", MisfireHandlingMode.Strict, Noon.AddMinutes(-3), Noon).Occurrences.Select(Seconds));
        Assert.Equal([-240, -180, -120, -60, 0],
            Plan("* * * * *", MisfireHandlingMode.Strict, Noon.AddYears(-30), Noon).Occurrences.Select(Seconds));
    }

    [Fact]
    public void Missed_occurrences_are_left_out_but_late_ones_are_not()
    {
        Assert.Equal([-45, -15],
            Plan("15,45 * * * * *", MisfireHandlingMode.Ignorable, Noon.AddSeconds(-3600 - 45), Noon).Occurrences.Select(Seconds));
        Assert.Empty(Plan("0 3 * * *", MisfireHandlingMode.Ignorable, Noon.AddHours(-9), Noon).Occurrences);
    }

    [Fact]
    public void A_daily_job_is_made_up_for_once_after_a_weekend()
    {
        var plan = Plan("0 3 * * *", MisfireHandlingMode.Relaxed, Noon.AddHours(-9).AddDays(-2), Noon);

        Assert.Equal([Noon.AddHours(-9)], plan.Occurrences);
        Assert.Equal(Noon.AddHours(15), plan.Next);
    }

    [Fact]
    public void An_expression_that_is_never_due_again_has_no_next_occurrence()
    {
        var plan = Plan("0 0 31 2 *", MisfireHandlingMode.Relaxed, Noon, Noon);

        Assert.Equal([Noon], plan.Occurrences);
        Assert.Null(plan.Next);
    }

    private static OccurrencePlan Plan(string cron, MisfireHandlingMode mode, DateTimeOffset first, DateTimeOffset now) =>
        OccurrencePlan.Create(CronSchedule.Parse(cron, TimeZoneInfo.Utc), mode, first, now, Options);

    private static double Seconds(DateTimeOffset time) => (time - Noon).TotalSeconds;
}
