using ScaleApp.Jobs.Recurring.Schedules;

namespace ScaleApp.Tests.Jobs.Recurring.Schedules;

public class CronScheduleYearTests
{
    private static readonly Dictionary<string, (bool IsInterval, Func<DateTime, bool> Wanted)> Expressions = new()
    {
        ["* * * * *"] = (true, _ => true),
        ["*/7 * * * *"] = (true, wall => wall.Minute % 7 == 0),
        ["30 * * * *"] = (true, wall => wall.Minute == 30),
        ["5-10 1-3 * * *"] = (true, wall => wall.Minute is >= 5 and <= 10 && wall.Hour is >= 1 and <= 3),
        ["0 */2 * * *"] = (true, wall => wall.Minute == 0 && wall.Hour % 2 == 0),
        ["0 0 * * *"] = (false, wall => wall is { Minute: 0, Hour: 0 }),
        ["30 2 * * *"] = (false, wall => wall is { Minute: 30, Hour: 2 }),
        ["45 1 * * SUN"] = (false, wall => wall is { Minute: 45, Hour: 1, DayOfWeek: DayOfWeek.Sunday }),
        ["15,45 0,1,2,23 * * *"] = (false, wall => wall.Minute is 15 or 45 && wall.Hour is 0 or 1 or 2 or 23),
        ["59 23 L * *"] = (false, wall => wall is { Minute: 59, Hour: 23 } && wall.AddDays(1).Day == 1),
    };

    private static readonly Dictionary<string, YearOfAZone> Years = new[]
    {
        YearOfAZone.Berlin, YearOfAZone.NewYork, YearOfAZone.LordHowe, YearOfAZone.SaoPaulo, YearOfAZone.Kathmandu,
    }.ToDictionary(year => year.Zone);

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var zone in Years.Keys)
        {
            foreach (var expression in Expressions.Keys)
            {
                cases.Add(zone, expression);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Finds_every_occurrence_of_a_year_that_walking_through_its_minutes_finds(string zone, string cron)
    {
        var year = Years[zone];
        var (isInterval, wanted) = Expressions[cron];
        var schedule = CronSchedule.Parse(cron, TimeZoneInfo.FindSystemTimeZoneById(zone));

        var expected = year.Due(wanted, isInterval).ToList();
        var found = new List<DateTimeOffset>(expected.Count);
        for (var next = schedule.After(year.Start.AddTicks(-1)); next < year.End; next = schedule.After(next.Value))
        {
            found.Add(next.Value);
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_next_occurrence_does_not_depend_on_where_between_two_the_question_is_asked(string zone, string cron)
    {
        var year = Years[zone];
        var schedule = CronSchedule.Parse(cron, TimeZoneInfo.FindSystemTimeZoneById(zone));

        foreach (var change in year.Changes.Select(change => change.At).Append(year.Start.AddDays(40)))
        {
            for (var instant = change.AddHours(-3); instant < change.AddHours(3); instant = instant.AddMinutes(1))
            {
                var next = schedule.After(instant);

                Assert.True(next > instant);
                Assert.Equal(next, schedule.After(instant.AddSeconds(29.5)));
                Assert.Equal(next, schedule.After(next.Value.AddTicks(-1)));
            }
        }
    }
}
